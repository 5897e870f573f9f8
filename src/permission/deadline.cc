// See deadline.h.
#include "permission/deadline.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>

#include "base/fd.h"

namespace ward::permission {

int milliseconds_until(const Deadline& deadline) {
    if (!deadline) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<int64_t>(left.count(), 0, INT_MAX));
}

void wait_until(int pid, const Deadline& deadline) {
    const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!process.valid()) {
        siginfo_t ended{};
        (void)::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT);  // without a deadline then
        return;
    }
    pollfd ready{process.get(), POLLIN, 0};
    while (milliseconds_until(deadline) != 0) {
        const int count = ::poll(&ready, 1, milliseconds_until(deadline));
        if (count > 0 || (count < 0 && errno != EINTR)) return;
    }
}

}  // namespace ward::permission
