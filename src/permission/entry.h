// The one-way door: everything that needs memory is prepared first, then entering is system calls alone, so that a
// child of a process with many threads can do it between fork and exec.
#pragma once

#include <linux/filter.h>

#include <vector>

#include "base/fd.h"
#include "permission/landlock.h"
#include "ward/permission.h"

namespace ward::permission {

struct Entry {
    Ruleset ruleset;
    const Ruleset* listed = nullptr;  // of a FileList that outlives this; null: none
    std::vector<sock_filter> filter;
    std::vector<int> keep_fds;  // sorted
};

// What went wrong inside, and where: in words that need no memory.
struct EntryFailure {
    const char* doing = nullptr;  // null: nothing went wrong
    int number = 0;               // errno
};

enum class Listen : uint8_t { no, yes };

// `unsupported` where strictness asks for more than a plan says will be kept.
Result<void> hold_to(const Plan& plan, Strictness strictness);
// `usage` where a descriptor that is to be kept is not open.
Result<void> check_kept(const Policy& policy);
// Ready to enter. `unsupported` where strictness asks for more than the kernel has. `rings`: descriptors of io_uring
// that stay in use.
Result<Entry> prepare(const Policy& policy, const Kernel& kernel, Strictness strictness,
                      const std::vector<int>& rings = {});

// Gives up what a process could use to undo the rest: capabilities, and privileges of files it executes. Per thread.
EntryFailure drop_privileges() noexcept;
// Has the next exec close every descriptor but 0, 1, 2 and the kept ones (sorted).
EntryFailure close_others(const std::vector<int>& keep) noexcept;
// Privileges, then Landlock, then the filter, on the calling thread. With `listen`, *listener is the supervisor's
// descriptor.
EntryFailure enter(const Entry& entry, Listen listen, int* listener) noexcept;
// The filter alone, on every thread at once.
EntryFailure filter_all_threads(const Entry& entry) noexcept;

}  // namespace ward::permission
