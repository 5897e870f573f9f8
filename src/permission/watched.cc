// One row for each call: its name, and which of its arguments mean what. See watched.h.
#include "permission/watched.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include <fmt/core.h>

#include "permission/calls.h"
#include "permission/filter.h"
#include "permission/tracee.h"

namespace ward::permission {
namespace {

using Kind = Access::Kind;

constexpr int none = -1;

// Where a call has its paths. A folder argument of `none` means the current folder; a path argument of `none`, that the
// folder argument is a descriptor of the file itself.
struct PathArgument {
    int folder = none;
    int path = none;
};

enum class Needs : uint8_t {
    open,      // by the flags argument
    open_how,  // openat2: by a structure in memory
    create,    // something new at the last path
    remove,    // the first path
    move,      // the first path goes, the last appears
    link,      // the first path is read, the last appears
    write,     // the first path
    metadata,  // the first path or descriptor
    execute,   // the first path
    address,   // of a socket
    signal,
    process,  // a new one
    plain     // its name says it
};

struct Call {
    int number;
    std::string_view name;
    Needs needs;
    std::array<PathArgument, 2> paths = {};
    int flags = none;  // argument with open or AT_ flags; of signals, the process; of what is made, its type
};

constexpr std::array calls{
    Call{SYS_openat, "openat", Needs::open, {{{0, 1}}}, 2},
    Call{SYS_openat2, "openat2", Needs::open_how, {{{0, 1}}}, 2},
    Call{SYS_mkdirat, "mkdirat", Needs::create, {{{0, 1}}}},
    Call{SYS_mknodat, "mknodat", Needs::create, {{{0, 1}}}, 2},
    Call{SYS_symlinkat, "symlinkat", Needs::create, {{{1, 2}}}},
    Call{SYS_unlinkat, "unlinkat", Needs::remove, {{{0, 1}}}},
    Call{SYS_renameat2, "renameat2", Needs::move, {{{0, 1}, {2, 3}}}},
    Call{SYS_linkat, "linkat", Needs::link, {{{0, 1}, {2, 3}}}},
    Call{SYS_truncate, "truncate", Needs::write, {{{none, 0}}}},
    Call{SYS_execve, "execve", Needs::execute, {{{none, 0}}}},
    Call{SYS_execveat, "execveat", Needs::execute, {{{0, 1}}}, 4},
    Call{SYS_connect, "connect", Needs::address},
    Call{SYS_bind, "bind", Needs::address},
    Call{SYS_kill, "kill", Needs::signal, {}, 0},
    Call{SYS_tkill, "tkill", Needs::signal, {}, 0},
    Call{SYS_tgkill, "tgkill", Needs::signal, {}, 0},
    Call{SYS_rt_sigqueueinfo, "rt_sigqueueinfo", Needs::signal, {}, 0},
    Call{SYS_fchmod, "fchmod", Needs::metadata, {{{0, none}}}},
    Call{SYS_fchmodat, "fchmodat", Needs::metadata, {{{0, 1}}}},
    Call{sys_fchmodat2, "fchmodat2", Needs::metadata, {{{0, 1}}}, 3},
    Call{SYS_fchown, "fchown", Needs::metadata, {{{0, none}}}},
    Call{SYS_fchownat, "fchownat", Needs::metadata, {{{0, 1}}}, 4},
    Call{SYS_utimensat, "utimensat", Needs::metadata, {{{0, 1}}}, 3},
    Call{SYS_setxattr, "setxattr", Needs::metadata, {{{none, 0}}}},
    Call{SYS_lsetxattr, "lsetxattr", Needs::metadata, {{{none, 0}}}},
    Call{SYS_fsetxattr, "fsetxattr", Needs::metadata, {{{0, none}}}},
    Call{SYS_removexattr, "removexattr", Needs::metadata, {{{none, 0}}}},
    Call{SYS_lremovexattr, "lremovexattr", Needs::metadata, {{{none, 0}}}},
    Call{SYS_fremovexattr, "fremovexattr", Needs::metadata, {{{0, none}}}},
    Call{sys_setxattrat, "setxattrat", Needs::metadata, {{{0, 1}}}},
    Call{sys_removexattrat, "removexattrat", Needs::metadata, {{{0, 1}}}},
    Call{sys_file_setattr, "file_setattr", Needs::metadata, {{{0, 1}}}},
    Call{SYS_clone, "clone", Needs::process},
    Call{SYS_clone3, "clone3", Needs::plain},
    Call{SYS_socket, "socket", Needs::plain},
    Call{SYS_memfd_create, "memfd_create", Needs::plain},
    Call{SYS_ptrace, "ptrace", Needs::plain},
    Call{SYS_unshare, "unshare", Needs::plain},
    Call{SYS_setns, "setns", Needs::plain},
    Call{SYS_mount, "mount", Needs::plain},
    Call{SYS_umount2, "umount2", Needs::plain},
    Call{SYS_chroot, "chroot", Needs::plain},
    Call{SYS_pivot_root, "pivot_root", Needs::plain},
    Call{SYS_process_vm_readv, "process_vm_readv", Needs::plain},
    Call{SYS_process_vm_writev, "process_vm_writev", Needs::plain},
    Call{SYS_pidfd_getfd, "pidfd_getfd", Needs::plain},
    Call{SYS_ioctl, "ioctl", Needs::plain},
    Call{SYS_bpf, "bpf", Needs::plain},
    Call{SYS_perf_event_open, "perf_event_open", Needs::plain},
    Call{SYS_userfaultfd, "userfaultfd", Needs::plain},
    Call{SYS_keyctl, "keyctl", Needs::plain},
    Call{SYS_add_key, "add_key", Needs::plain},
    Call{SYS_prlimit64, "prlimit64", Needs::plain},
    Call{SYS_sendto, "sendto", Needs::plain},
    Call{SYS_sendmsg, "sendmsg", Needs::plain},
    Call{SYS_sendmmsg, "sendmmsg", Needs::plain},
    Call{SYS_socketpair, "socketpair", Needs::plain},
    Call{SYS_setsockopt, "setsockopt", Needs::plain},
    Call{SYS_shmget, "shmget", Needs::plain},
    Call{SYS_msgget, "msgget", Needs::plain},
    Call{SYS_semget, "semget", Needs::plain},
    Call{SYS_mq_open, "mq_open", Needs::plain},
    Call{SYS_io_uring_setup, "io_uring_setup", Needs::plain},
    Call{SYS_io_uring_enter, "io_uring_enter", Needs::plain},
    Call{SYS_io_uring_register, "io_uring_register", Needs::plain},
    Call{SYS_kexec_load, "kexec_load", Needs::plain},
    Call{SYS_kexec_file_load, "kexec_file_load", Needs::plain},
    Call{SYS_init_module, "init_module", Needs::plain},
    Call{SYS_finit_module, "finit_module", Needs::plain},
    Call{SYS_delete_module, "delete_module", Needs::plain},
    Call{SYS_reboot, "reboot", Needs::plain},
    Call{SYS_swapon, "swapon", Needs::plain},
    Call{SYS_swapoff, "swapoff", Needs::plain},
    Call{SYS_settimeofday, "settimeofday", Needs::plain},
    Call{SYS_clock_settime, "clock_settime", Needs::plain},
    Call{SYS_sethostname, "sethostname", Needs::plain},
    Call{SYS_setdomainname, "setdomainname", Needs::plain},
    Call{SYS_acct, "acct", Needs::plain},
    Call{SYS_quotactl, "quotactl", Needs::plain},
    Call{SYS_syslog, "syslog", Needs::plain},
    Call{SYS_request_key, "request_key", Needs::plain},
    Call{SYS_vhangup, "vhangup", Needs::plain},
    Call{SYS_fanotify_init, "fanotify_init", Needs::plain},
    Call{SYS_open_by_handle_at, "open_by_handle_at", Needs::plain},
    Call{SYS_process_madvise, "process_madvise", Needs::plain},
    Call{SYS_open_tree, "open_tree", Needs::plain},
    Call{SYS_move_mount, "move_mount", Needs::plain},
    Call{SYS_fsopen, "fsopen", Needs::plain},
    Call{SYS_fsconfig, "fsconfig", Needs::plain},
    Call{SYS_fsmount, "fsmount", Needs::plain},
    Call{SYS_fspick, "fspick", Needs::plain},
    Call{SYS_mount_setattr, "mount_setattr", Needs::plain},
    Call{SYS_kcmp, "kcmp", Needs::plain},
    Call{SYS_memfd_secret, "memfd_secret", Needs::plain},
    Call{sys_open_tree_attr, "open_tree_attr", Needs::plain},
#ifdef SYS_iopl
    Call{SYS_iopl, "iopl", Needs::plain},
    Call{SYS_ioperm, "ioperm", Needs::plain},
#endif
#ifdef SYS_open
    Call{SYS_open, "open", Needs::open, {{{none, 0}}}, 1},
    Call{SYS_creat, "creat", Needs::open, {{{none, 0}}}},
    Call{SYS_mkdir, "mkdir", Needs::create, {{{none, 0}}}},
    Call{SYS_mknod, "mknod", Needs::create, {{{none, 0}}}, 1},
    Call{SYS_symlink, "symlink", Needs::create, {{{none, 1}}}},
    Call{SYS_unlink, "unlink", Needs::remove, {{{none, 0}}}},
    Call{SYS_rmdir, "rmdir", Needs::remove, {{{none, 0}}}},
    Call{SYS_rename, "rename", Needs::move, {{{none, 0}, {none, 1}}}},
    Call{SYS_renameat, "renameat", Needs::move, {{{0, 1}, {2, 3}}}},
    Call{SYS_link, "link", Needs::link, {{{none, 0}, {none, 1}}}},
    Call{SYS_chmod, "chmod", Needs::metadata, {{{none, 0}}}},
    Call{SYS_chown, "chown", Needs::metadata, {{{none, 0}}}},
    Call{SYS_lchown, "lchown", Needs::metadata, {{{none, 0}}}},
    Call{SYS_utime, "utime", Needs::metadata, {{{none, 0}}}},
    Call{SYS_utimes, "utimes", Needs::metadata, {{{none, 0}}}},
    Call{SYS_futimesat, "futimesat", Needs::metadata, {{{0, 1}}}},
    Call{SYS_fork, "fork", Needs::process},
    Call{SYS_vfork, "vfork", Needs::process},
#endif
};

const Call* call_of(int number) {
    const auto* call = std::ranges::find(calls, number, &Call::number);
    return call == calls.end() ? nullptr : call;
}

// What is read of one call, with the accesses it makes.
class Reading {
  public:
    explicit Reading(const seccomp_notif& call)
        : call_(call), tracee_(static_cast<int>(call.pid)), row_(call_of(call.data.nr)) {}

    std::vector<Access> read() {
        if (row_ == nullptr) {
            add(Kind::other, Scope::child, call_name(call_.data.nr));
            return std::move(out_);
        }
        switch (row_->needs) {
            case Needs::open: opened(open_flags()); break;
            case Needs::open_how: opened(how_flags()); break;
            case Needs::create:
                touched(Kind::create, row_->paths[0], LastLink::keep);
                if (makes_device() && !out_.empty()) out_.back().grantable = false;
                break;
            case Needs::remove: touched(Kind::remove, row_->paths[0], LastLink::keep); break;
            case Needs::move:
                touched(Kind::remove, row_->paths[0], LastLink::keep);
                touched(Kind::create, row_->paths[1], LastLink::keep);
                break;
            case Needs::link:
                touched(Kind::create, row_->paths[0], LastLink::keep);
                touched(Kind::create, row_->paths[1], LastLink::keep);
                break;
            case Needs::write: touched(Kind::write, row_->paths[0], LastLink::follow); break;
            case Needs::metadata: touched(Kind::metadata, row_->paths[0], LastLink::follow); break;
            case Needs::execute: touched(Kind::execute, row_->paths[0], LastLink::follow); break;
            case Needs::address: addressed(); break;
            case Needs::signal: signalled(); break;
            case Needs::process:
                if (row_->number != SYS_clone || (argument(0) & CLONE_THREAD) == 0) add(Kind::fork, Scope::child, "");
                break;
            case Needs::plain: plain(); break;
        }
        return std::move(out_);
    }

  private:
    uint64_t argument(int index) const { return call_.data.args[index]; }

    void add(Kind kind, Scope scope, std::string resource) {
        out_.push_back({.kind = kind,
                        .scope = scope,
                        .resource = std::move(resource),
                        .pid = static_cast<int>(call_.pid),
                        .program = tracee_.program(),
                        .call = call_name(call_.data.nr)});
    }
    void add_path(Kind kind, Scope scope, const Found& found) {
        add(kind, scope, found.path);
        out_.back().existed = found.exists;
        out_.back().is_folder = found.is_folder;
    }

    std::optional<Found> found(const PathArgument& at, LastLink last) const {
        const int folder = at.folder == none ? AT_FDCWD : static_cast<int>(argument(at.folder));
        // Some calls take no path for "the descriptor itself" (futimens).
        if (at.path == none || argument(at.path) == 0) return tracee_.descriptor(folder);
        const auto path = tracee_.text(argument(at.path));
        return path ? tracee_.find(folder, *path, last) : std::nullopt;
    }

    void touched(Kind kind, const PathArgument& at, LastLink last) {
        const auto file = found(at, last);
        if (!file) return;
        const bool needs_it = kind != Kind::create;
        if (needs_it && !file->exists) return;
        // Over something that is there only a rename succeeds; the others answer EEXIST before any permission is asked.
        if (!needs_it && file->exists && row_->needs != Needs::move && row_->needs != Needs::link) return;
        add_path(kind, kind == Kind::execute ? Scope::child : Scope::fs_write, *file);
    }

    // No grant has the right to make these.
    bool makes_device() const {
        const uint64_t type = row_->flags == none ? 0 : argument(row_->flags) & S_IFMT;
        return type == S_IFCHR || type == S_IFBLK;
    }

    uint64_t open_flags() const { return row_->flags == none ? O_CREAT | O_WRONLY | O_TRUNC : argument(row_->flags); }
    uint64_t how_flags() const {
        const std::string how = tracee_.bytes(argument(row_->flags), sizeof(uint64_t));
        uint64_t flags = 0;
        if (how.size() == sizeof flags) std::memcpy(&flags, how.data(), sizeof flags);
        return flags;
    }

    void opened(uint64_t flags) {
        if ((flags & O_PATH) != 0) return;
        const auto file = found(row_->paths[0], (flags & O_NOFOLLOW) != 0 ? LastLink::keep : LastLink::follow);
        if (!file) return;
        const bool temporary = (flags & O_TMPFILE) == O_TMPFILE;
        if (temporary || !file->exists) {
            if (temporary || (flags & O_CREAT) != 0) add_path(Kind::create, Scope::fs_write, *file);
            if (!file->exists) return;
        }
        const uint64_t mode = flags & O_ACCMODE;
        if (mode != O_WRONLY) add_path(Kind::read, Scope::fs_read, *file);
        if (!temporary && (mode != O_RDONLY || (flags & O_TRUNC) != 0)) add_path(Kind::write, Scope::fs_write, *file);
    }

    // struct sockaddr: the family, then a port and address, or a path.
    void addressed() {
        constexpr size_t longest = 128;
        const std::string address = tracee_.bytes(argument(1), std::min<uint64_t>(argument(2), longest));
        uint16_t family = 0;
        if (address.size() < sizeof family) return;
        std::memcpy(&family, address.data(), sizeof family);
        const Kind kind = row_->number == SYS_bind ? Kind::bind : Kind::connect;
        if (family == family_unix) {
            const std::string_view name = std::string_view(address).substr(2);
            if (name.empty() || name[0] == '\0') {
                add(kind, Scope::net, "unix:");  // abstract, or unnamed
                return;
            }
            const auto file = tracee_.find(AT_FDCWD, std::string(name.substr(0, name.find('\0'))), LastLink::follow);
            if (!file) return;
            add(kind, Scope::net, "unix:" + file->path);
            if (kind == Kind::bind) add_path(Kind::create, Scope::fs_write, *file);
        } else if ((family == family_inet || family == family_inet6) && address.size() >= 4) {
            const unsigned port =
                static_cast<unsigned char>(address[2]) * 256u + static_cast<unsigned char>(address[3]);
            if (tracee_.socket_type(static_cast<int>(argument(0))) == type_dgram) add(kind, Scope::net, "udp");
            else add(kind, Scope::net, fmt::format("tcp:{}", port));
        }
    }

    void signalled() {
        const auto target = static_cast<int>(argument(row_->flags));
        // Process groups and "everyone" reach whoever is in them; within the tree is what the kernel's scope allows.
        if (argument(row_->number == SYS_tgkill ? 2 : 1) == 0 && target <= 0) return;
        if (target > 0 && target != tracee_.process()) add(Kind::other, Scope::signal, std::to_string(target));
    }

    void plain() {
        if (row_->number == SYS_socket) {
            socket();
            return;
        }
        const bool network = row_->number == SYS_sendto || row_->number == SYS_sendmsg ||
                             row_->number == SYS_sendmmsg || row_->number == SYS_setsockopt ||
                             row_->number == SYS_socketpair;
        const bool ipc = row_->number == SYS_shmget || row_->number == SYS_msgget || row_->number == SYS_semget ||
                         row_->number == SYS_mq_open;
        add(Kind::other, network || ipc ? Scope::net : Scope::child, std::string(row_->name));
    }

    void socket() {
        const uint64_t family = argument(0) & 0xffffffff;
        const uint64_t type = argument(1) & type_mask;
        const uint64_t protocol = argument(2) & 0xffffffff;
        const bool inet = family == family_inet || family == family_inet6;
        std::string what = fmt::format("socket family {} type {} protocol {}", family, type, protocol);
        if (family == family_unix) what = "unix";
        if (inet && type == type_stream && (protocol == 0 || protocol == protocol_tcp)) what = "tcp";
        if (inet && type == type_dgram && (protocol == 0 || protocol == protocol_udp)) what = "udp";
        add(Kind::socket, Scope::net, std::move(what));
    }

    const seccomp_notif& call_;
    Tracee tracee_;
    const Call* row_;
    std::vector<Access> out_;
};

}  // namespace

std::vector<Row> watched_rows() {
    std::vector<Row> out;
    for (const Call& call : calls) {
        if (call.needs == Needs::plain) continue;
        Row row{call.number, {}, SECCOMP_RET_USER_NOTIF};
        // Threads are no children, and there are many of them.
        if (call.number == SYS_clone)
            row.conditions = {{.argument = 0, .mask = CLONE_THREAD, .is = Condition::Is::none_of_bits}};
        out.push_back(std::move(row));
    }
    return out;
}

std::string call_name(int number) {
    const Call* call = call_of(number);
    return call == nullptr ? fmt::format("call {}", number) : std::string(call->name);
}

std::vector<Access> accesses_of(const seccomp_notif& call) {
    return Reading(call).read();
}

}  // namespace ward::permission
