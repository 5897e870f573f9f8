// The kernel's audit as it can be listened to: the read-only multicast group, for whoever may (CAP_AUDIT_READ). Nothing
// is sent but one question, whether audit is on. https://man7.org/linux/man-pages/man3/audit_open.3.html
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ward::permission::audit {

class Socket {
  public:
    // `unsupported`, with the reason, where nothing would be heard.
    static Result<Socket> open();
    // Any descriptor that gives the same datagrams: for tests.
    explicit Socket(Fd fd) : fd_(std::move(fd)) {}

    struct Datagram {
        enum class Is : uint8_t {
            record,
            nothing,  // that waits
            overrun,  // some were dropped, for nobody fetched them in time
            end       // no more will come
        } is = Is::nothing;
        uint16_t type = 0;
        std::string_view text = {};  // until the next one is received
    };
    // Does not wait. What others than the kernel sent is passed over.
    Datagram receive();

    int fd() const { return fd_.get(); }

  private:
    Fd fd_;
    std::array<char, 16384> bytes_{};
};

}  // namespace ward::permission::audit
