// See audit_source.h.
#include "permission/audit_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include <cerrno>

#include "permission/deadline.h"

namespace ward::permission::audit {
namespace {

constexpr int abi_with_records = 7;
// Records come by way of a thread of the kernel's, in a millisecond where the machine is idle.
constexpr auto patience_for_first = std::chrono::milliseconds(500);
// A domain is done with some time after its last process: the kernel frees it when it gets to it.
constexpr auto patience_for_end = std::chrono::milliseconds(1000);
constexpr auto patience_for_rest = std::chrono::milliseconds(50);
constexpr int records_at_once = 256;

}  // namespace

void ask_for_refusal() noexcept {
    // Where a folder cannot be written to at all, that is said before Landlock is asked. The device would be
    // /dev/null's, and whoever is confined has no right to make one either.
    for (const char* name : {"/.ward", "/tmp/.ward", "/run/.ward", "/dev/shm/.ward"})
        if (::mknod(name, S_IFCHR, makedev(1, 3)) != 0 && errno == EACCES) return;
}

Result<Source> Source::open(const Kernel& kernel, const Handled& handled) {
    if (kernel.landlock_abi < abi_with_records)
        return fail(ErrorCode::unsupported, "Landlock below ABI 7 tells no refusals to audit");
    if ((handled.files & access::make_char) == 0) return fail(ErrorCode::unsupported, "the policy confines no files");
    WARD_TRY(Socket socket, Socket::open());
    return Source(std::move(socket));
}

bool Source::read_some(const Events::Told& told) {
    const Socket::Datagram datagram = socket_.receive();
    switch (datagram.is) {
        case Socket::Datagram::Is::record: events_.take(datagram.type, datagram.text, told); return true;
        case Socket::Datagram::Is::overrun: overrun_ = true; return true;
        case Socket::Datagram::Is::end: closed_ = true; return false;
        default: return false;
    }
}

void Source::read(const Events::Told& told) {
    for (int count = 0; count < records_at_once && read_some(told); ++count) {
    }
}

template <typename Done>
void Source::read_until(std::chrono::milliseconds patience, const Done& done, const Events::Told& told) {
    const Deadline deadline = std::chrono::steady_clock::now() + patience;
    // The deadline first: other people's records may come without end.
    while (!done() && !closed_ && milliseconds_until(deadline) != 0) {
        if (read_some(told)) continue;
        pollfd ready{socket_.fd(), POLLIN, 0};
        if (::poll(&ready, 1, milliseconds_until(deadline)) < 0 && errno != EINTR) return;
    }
}

Result<void> Source::recognise(int pid) {
    events_ = Events(pid);
    read_until(patience_for_first, [&] { return events_.recognised(); }, {});
    if (events_.recognised()) return {};
    return fail(ErrorCode::unsupported, events_.named()
                                            ? "audit does not tell which process was refused (a rule `never,task`)"
                                            : "no record of a refusal came from audit");
}

DenialLoss Source::finish(bool all_ended, const Events::Told& told) {
    // Until they are waited for, they keep their domain alive.
    while (all_ended && ::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    if (all_ended) read_until(patience_for_end, [&] { return events_.ended(); }, told);
    else read_until(patience_for_rest, [] { return false; }, told);
    events_.flush(told);
    DenialLoss out;
    out.records = events_.lost();
    out.some = out.records ? *out.records > 0 : overrun_ || closed_;
    return out;
}

}  // namespace ward::permission::audit
