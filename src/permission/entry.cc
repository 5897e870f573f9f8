// See entry.h. Order matters: capabilities go while they can still be given up, no_new_privs comes before the two
// mechanisms that demand it, and the filter last, because it refuses some of the calls before it.
#include "permission/entry.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include <fmt/core.h>

#include "base/text.h"
#include "permission/filter.h"
#include "permission/plan.h"

namespace ward::permission {
namespace {

constexpr unsigned long locked_bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                                      SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                      SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;

// SECBIT_EXEC_RESTRICT_FILE and SECBIT_EXEC_DENY_INTERACTIVE, locked (Linux 6.14): interpreters that ask the kernel
// before they run a file, or a line that somebody types, are told by these to do as it says.
constexpr unsigned long asking_bits = 0xf00;

// CLOSE_RANGE_CLOEXEC: descriptors that are still needed until then stay open.
constexpr unsigned close_at_exec = 1u << 2;

int install(const Entry& entry, unsigned flags) noexcept {
    const sock_fprog program{static_cast<unsigned short>(entry.filter.size()),
                             const_cast<sock_filter*>(entry.filter.data())};
    return static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program));
}

}  // namespace

Kernel Kernel::probe() {
    Kernel out;
    out.landlock_abi = permission::landlock_abi();
    const uint32_t errno_action = SECCOMP_RET_ERRNO;
    const uint32_t notify_action = SECCOMP_RET_USER_NOTIF;
    out.seccomp = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &errno_action) == 0;
    out.notification = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &notify_action) == 0;
    return out;
}

Result<void> hold_to(const Plan& plan, Strictness strictness) {
    if (strictness == Strictness::warn || plan.not_enforced.empty()) return {};
    return fail(ErrorCode::unsupported, "refused, for not all of it can be enforced: " + join(plan.not_enforced, "; "));
}

// Asked before anything is opened here: a number that is free would become one of our own descriptors, and be handed
// on.
Result<void> check_kept(const Policy& policy) {
    for (const int fd : policy.keep_fds)
        if (::fcntl(fd, F_GETFD) < 0) return fail(ErrorCode::usage, fmt::format("descriptor {} is not open", fd));
    return {};
}

Result<Entry> prepare(const Policy& policy, const Kernel& kernel, Strictness strictness,
                      const std::vector<int>& rings) {
    WARD_TRY_VOID(check_kept(policy));
    const Plan planned = plan(policy, kernel);
    WARD_TRY_VOID(hold_to(planned, strictness));
    Entry out;
    WARD_TRY(out.ruleset, build_ruleset(planned, handled_by(policy, kernel)));
    if (kernel.seccomp) {
        FilterWants wants = filter_wants(policy);
        wants.rings = rings;
        if (wants.metadata == Policy::Metadata::broker && !kernel.notification) wants.metadata = Policy::Metadata::deny;
        auto program = filter_program(wants);
        if (!program) return fail(ErrorCode::internal, "the call filter is too long");
        out.filter = std::move(*program);
    }
    out.keep_fds = policy.keep_fds;
    std::ranges::sort(out.keep_fds);
    return out;
}

EntryFailure drop_privileges() noexcept {
    // Each of these fails with EPERM for a process that has no capabilities to begin with: then there is nothing to
    // drop.
    for (unsigned long capability = 0; capability < 64; ++capability)
        if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno == EINVAL) break;
    (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    (void)::prctl(PR_SET_SECUREBITS, locked_bits, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2]{};
    if (::syscall(SYS_capset, &header, none) != 0) return {"cannot give up capabilities", errno};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return {"cannot give up privileges", errno};
    return {};
}

EntryFailure close_others(const std::vector<int>& keep) noexcept {
    unsigned first = 3;
    for (const int fd : keep) {
        if (fd < 0 || static_cast<unsigned>(fd) < first) continue;
        if (static_cast<unsigned>(fd) > first &&
            ::syscall(SYS_close_range, first, static_cast<unsigned>(fd) - 1, close_at_exec) != 0)
            return {"cannot close descriptors", errno};
        // What is kept was opened by whoever called, perhaps not for a program.
        (void)::fcntl(fd, F_SETFD, 0);
        first = static_cast<unsigned>(fd) + 1;
    }
    if (::syscall(SYS_close_range, first, UINT_MAX, close_at_exec) != 0) return {"cannot close descriptors", errno};
    return {};
}

EntryFailure enter(const Entry& entry, Listen listen, int* listener) noexcept {
    if (const EntryFailure failure = drop_privileges(); failure.doing != nullptr) return failure;
    if (entry.listed != nullptr) {
        if (const int number = restrict_thread(*entry.listed); number != 0) return {"Landlock refuses", number};
        // Older kernels do not know these bits, and lose nothing that is promised.
        const int bits = ::prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
        if (bits >= 0) (void)::prctl(PR_SET_SECUREBITS, static_cast<unsigned long>(bits) | asking_bits, 0, 0, 0);
    }
    if (const int number = restrict_thread(entry.ruleset); number != 0) return {"Landlock refuses", number};
    if (entry.filter.empty()) return {};
    const int result = install(entry, listen == Listen::yes ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0);
    if (result < 0) return {"the kernel refuses the call filter", errno};
    if (listen == Listen::yes) *listener = result;
    return {};
}

EntryFailure filter_all_threads(const Entry& entry) noexcept {
    if (entry.filter.empty()) return {};
    const int result = install(entry, SECCOMP_FILTER_FLAG_TSYNC);
    if (result == 0) return {};
    return {result > 0 ? "a thread has a filter of its own" : "the kernel refuses the call filter",
            result > 0 ? ESRCH : errno};
}

}  // namespace ward::permission
