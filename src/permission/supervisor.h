// The supervisor: calls that a filter hands over (seccomp user notification) are looked at here, told, and answered. It
// confines nothing by itself: what it lets continue, the kernel still judges. The one thing it does for the child is
// the broker's work (broker.h). https://docs.kernel.org/userspace-api/seccomp_filter.html
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <functional>
#include <vector>

#include "base/fd.h"
#include "permission/deadline.h"
#include "permission/entry.h"
#include "ward/permission.h"

namespace ward::permission {

// Which calls are handed over to be told: those that the filter refuses, and those that Landlock judges too.
enum class Sight : uint8_t { filter, all };

// Another descriptor that is listened to meanwhile.
struct Beside {
    int fd = -1;
    std::function<void()> ready;
};

class Supervisor {
  public:
    // Changes the entry's filter (and for watching without confining, its ruleset) into one that reports to a
    // supervisor.
    static Result<Supervisor> make(const Policy& policy, Watch watch, Sight sight, Entry& entry);

    // Answers until no process of the tree is left, `pid` has ended or the deadline is there.
    Result<void> serve(const Fd& listener, int pid, Deadline deadline, const std::function<void(const Access&)>& told,
                       const Beside& beside);

  private:
    void decide(const seccomp_notif& call, seccomp_notif_resp& answer, int root,
                const std::function<void(const Access&)>& told) const;
    explicit Supervisor(Permissions permissions, Watch watch) : permissions_(std::move(permissions)), watch_(watch) {}

    Permissions permissions_;  // by real paths
    Watch watch_;
    std::vector<sock_filter> enforced_;  // what the filter would do without a supervisor
};

}  // namespace ward::permission
