// Refusals of one program and all it starts, from the kernel's own records: what Landlock refuses costs the program
// nothing more, where a supervisor stops each call that could be refused. What the call filter refuses is not in them.
#pragma once

#include <chrono>
#include <string>

#include "permission/audit_events.h"
#include "permission/audit_socket.h"
#include "permission/landlock.h"
#include "ward/permission.h"

namespace ward::permission::audit {

// A call that Landlock refuses under every policy that confines files: the making of a device. For the child, once it
// is confined. Async-signal-safe.
void ask_for_refusal() noexcept;

class Source {
  public:
    // `unsupported`, with the reason, where a kernel of this Landlock ABI or the rights of this process do not do, and
    // where nothing that is handled could be asked for.
    static Result<Source> open(const Kernel& kernel, const Handled& handled);

    // Once the child `pid` has asked for its refusal: waits until the records tell of it, and for whom. `unsupported`
    // where they do not.
    Result<void> recognise(int pid);
    // Readable when there is something to read().
    int fd() const { return socket_.fd(); }
    // What waits, but not without end.
    void read(const Events::Told& told);
    // After the child was waited for: reads what is still under way, and until the kernel says that there is no more if
    // no process is left. Children of this process that ended meanwhile (orphans of the tree) are waited for.
    DenialLoss finish(bool all_ended, const Events::Told& told);

  private:
    explicit Source(Socket socket) : socket_(std::move(socket)) {}
    bool read_some(const Events::Told& told);
    template <typename Done>
    void read_until(std::chrono::milliseconds patience, const Done& done, const Events::Told& told);

    Socket socket_;
    Events events_{0};
    bool overrun_ = false;
    bool closed_ = false;
};

}  // namespace ward::permission::audit
