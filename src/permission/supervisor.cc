// See supervisor.h. The filter's refusals become questions; to answer one, the filter that would have stood without a
// supervisor is run here, by the evaluator: there is one list of what is refused, and it is that filter.
#include "permission/supervisor.h"

#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/path.h"
#include "permission/broker.h"
#include "permission/filter.h"
#include "permission/tracee.h"
#include "permission/watched.h"

namespace ward::permission {
namespace {

constexpr uint32_t action_mask = SECCOMP_RET_ACTION_FULL;

bool refuses(uint32_t action) {
    return (action & action_mask) == SECCOMP_RET_ERRNO;
}

// "Not known here" is no refusal: whoever asks has another way (clone for clone3, threads for io_uring).
bool is_unknown_call(uint32_t action) {
    return (action & SECCOMP_RET_DATA) == ENOSYS;
}

// Questions are asked of real paths, so the grants are made real too: a grant by way of a link is one of its target.
Policy with_real_paths(Policy policy) {
    const auto make_real = [](std::string& path) {
        // Read by the program as its own, not as this process's: see as_own_process().
        if (path.starts_with("/proc/self")) return;
        path = real_path(path);
    };
    for (std::string& program : policy.programs) make_real(program);
    for (Grant& grant : policy.grants) {
        const bool is_path = grant.scope == Scope::fs_read || grant.scope == Scope::fs_write ||
                             (grant.scope == Scope::child && grant.value.starts_with('/'));
        if (is_path && grant.value != "*") make_real(grant.value);
    }
    return policy;
}

bool is_program(const Policy& policy, const std::string& path) {
    return std::ranges::find(policy.programs, path) != policy.programs.end();
}

bool allowed_path(const Permissions& permissions, const Access& access) {
    if (access.kind == Access::Kind::read && is_program(permissions.policy(), access.resource)) return true;
    if (access.kind == Access::Kind::create || access.kind == Access::Kind::remove) {
        // The kernel asks the folder whether a name may come or go.
        return permissions.has(access.scope, folder_of(access.resource));
    }
    return permissions.has(access.scope, access.resource);
}

// HOST:PORT is the port of every host to the kernel.
bool port_is_granted(const Policy& policy, const Access& access) {
    const std::string_view port = std::string_view(access.resource).substr(access.resource.rfind(':') + 1);
    return access.kind == Access::Kind::connect && std::ranges::any_of(policy.grants, [&](const Grant& grant) {
               return grant.scope == Scope::net && !grant.value.starts_with("unix:") &&
                      grant.value.ends_with(":" + std::string(port));
           });
}

// The kernel's rule for /proc/self is about the program's first process.
Access as_own_process(const Access& access, int root) {
    const std::string own = "/proc/" + std::to_string(root);
    if (access.resource != own && !access.resource.starts_with(own + "/")) return access;
    Access out = access;
    out.resource = "/proc/self" + access.resource.substr(own.size());
    return out;
}

bool allowed(const Permissions& permissions, const Access& access) {
    if (!access.grantable) return false;
    const Policy& policy = permissions.policy();
    switch (access.kind) {
        case Access::Kind::read:
        case Access::Kind::write:
        case Access::Kind::create:
        case Access::Kind::remove: return allowed_path(permissions, access);
        case Access::Kind::metadata:
            return policy.metadata == Policy::Metadata::allow ||
                   (policy.metadata == Policy::Metadata::broker && permissions.has(Scope::fs_write, access.resource));
        case Access::Kind::execute:
            return permissions.has(Scope::child, access.resource) || is_program(policy, access.resource);
        case Access::Kind::fork: return filter_wants(policy).children != FilterWants::Children::none;
        case Access::Kind::connect:
        case Access::Kind::bind:
            if (access.resource.starts_with("unix:"))
                return filter_wants(policy).unix_sockets || policy.allows_all(Scope::net);
            return permissions.has(Scope::net, access.resource) || port_is_granted(policy, access);
        default: return permissions.has(access.scope);
    }
}

}  // namespace

Grant grant_for(const Access& access) {
    Grant out{access.scope, access.resource, Grant::Reach::exact};
    switch (access.kind) {
        case Access::Kind::create:
        case Access::Kind::remove: return {Scope::fs_write, folder_of(access.resource), Grant::Reach::tree};
        case Access::Kind::metadata: out.scope = Scope::fs_write; [[fallthrough]];
        case Access::Kind::read:
        case Access::Kind::write: out.reach = access.is_folder ? Grant::Reach::tree : Grant::Reach::exact; return out;
        case Access::Kind::execute: return out;
        case Access::Kind::connect:
        case Access::Kind::bind:
            if (access.resource == "unix:") out.value = "*";
            return out;
        case Access::Kind::socket:
            if (access.resource != "udp") out.value = "*";
            return out;
        default: return {access.scope, "*"};
    }
}

Result<Supervisor> Supervisor::make(const Policy& policy, Watch watch, Sight sight, Entry& entry) {
    Supervisor out(Permissions(with_real_paths(policy)), watch);
    out.enforced_ = entry.filter;
    if (watch == Watch::none) return out;
    std::vector<Row> rows = filter_rows(filter_wants(policy));
    for (Row& row : rows)
        if (refuses(row.action) && !is_unknown_call(row.action)) row.action = SECCOMP_RET_USER_NOTIF;
    if (sight == Sight::all)
        for (Row& row : watched_rows()) rows.push_back(std::move(row));
    auto program = assemble(rows, native_architecture(), SECCOMP_RET_ERRNO | ENOSYS);
    if (!program) return fail(ErrorCode::internal, "the watching filter is too long");
    entry.filter = std::move(*program);
    if (watch != Watch::denials) entry.ruleset = Ruleset{};
    return out;
}

Result<void> Supervisor::serve(const Fd& listener, int pid, Deadline deadline,
                               const std::function<void(const Access&)>& told, const Beside& beside) {
    seccomp_notif_sizes sizes{};
    if (::syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0)
        return fail_errno("no seccomp notification", "");
    std::vector<char> question(std::max<size_t>(sizes.seccomp_notif, sizeof(seccomp_notif)));
    std::vector<char> reply(std::max<size_t>(sizes.seccomp_notif_resp, sizeof(seccomp_notif_resp)));
    // Orphans of the tree become ours, so that a process can be told to be of the tree by its parents.
    (void)::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    for (;;) {
        // poll() passes over negative numbers.
        pollfd ready[3]{{listener.get(), POLLIN, 0}, {process.get(), POLLIN, 0}, {beside.fd, POLLIN, 0}};
        const int left = milliseconds_until(deadline);
        if (left == 0) return {};
        const int count = ::poll(ready, 3, left);
        if (count < 0 && errno != EINTR) return fail_errno("cannot wait for calls", "");
        if (count <= 0) continue;
        if (ready[2].revents != 0) beside.ready();
        if ((ready[0].revents & POLLIN) == 0) {
            if (ready[0].revents != 0 || ready[1].revents != 0) return {};
            continue;
        }
        std::ranges::fill(question, '\0');
        auto& call = *reinterpret_cast<seccomp_notif*>(question.data());
        if (::ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) {
            if (errno == EINTR || errno == ENOENT) continue;
            return fail_errno("cannot receive a call", "");
        }
        std::ranges::fill(reply, '\0');
        auto& answer = *reinterpret_cast<seccomp_notif_resp*>(reply.data());
        answer.id = call.id;
        decide(call, answer, pid, told);
        // ENOENT: whoever asked is gone.
        if (::ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_SEND, &answer) != 0 && errno != ENOENT && errno != EINTR)
            return fail_errno("cannot answer a call", "");
    }
}

void Supervisor::decide(const seccomp_notif& call, seccomp_notif_resp& answer, int root,
                        const std::function<void(const Access&)>& told) const {
    CallData data{.number = call.data.nr, .architecture = call.data.arch};
    std::copy_n(call.data.args, data.arguments.size(), data.arguments.begin());
    const uint32_t action = evaluate(enforced_, data).value_or(SECCOMP_RET_ERRNO | EPERM);
    const auto error = static_cast<int>(action & SECCOMP_RET_DATA);
    const bool refused = refuses(action);
    const bool brokered = (action & action_mask) == SECCOMP_RET_USER_NOTIF;
    answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;

    if (refused && is_unknown_call(action)) {
        answer.flags = 0;
        answer.error = -ENOSYS;
        return;
    }
    if (watch_ != Watch::none && told) {
        for (Access& access : accesses_of(call)) {
            if (access.scope == Scope::signal && Tracee::descends_from(std::stoi(access.resource), root)) continue;
            access.allowed = !refused && allowed(permissions_, as_own_process(access, root));
            if (watch_ == Watch::everything || !access.allowed) told(access);
        }
    }
    if (watch_ == Watch::audit || watch_ == Watch::everything) return;
    if (brokered) {
        answer.flags = 0;
        answer.error = -carry_out(call, permissions_);
    } else if (refused) {
        answer.flags = 0;
        answer.error = -error;
    }
}

}  // namespace ward::permission
