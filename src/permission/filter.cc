// See filter.h. One table for each matter; a row says what it stops.
#include "permission/filter.h"

#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "permission/calls.h"

namespace ward::permission {
namespace {

using enum Condition::Is;

// Protocols and options as the kernel numbers them, beside calls.h.
constexpr uint32_t netlink_route = 0;
constexpr uint32_t type_seqpacket = 5;
constexpr uint32_t message_fastopen = 0x20000000;
constexpr uint32_t tcp_fastopen_connect = 30;

constexpr uint32_t enter_registered_ring = 1u << 4;  // IORING_ENTER_REGISTERED_RING

constexpr uint32_t ioctl_tiocsti = 0x5412;        // types into the terminal that the caller's shell reads next
constexpr uint32_t ioctl_tioclinux = 0x541c;      // pastes into a console
constexpr uint32_t ioctl_set_flags = 0x40086602;  // chattr, FS_IOC_SETFLAGS
constexpr uint32_t ioctl_set_flags32 = 0x40046602;
constexpr uint32_t ioctl_set_xattr = 0x401c5820;  // FS_IOC_FSSETXATTR
constexpr uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME;
// clone()'s lowest byte is the signal sent at the end, where unshare() has CLONE_NEWTIME.
constexpr uint32_t clone_namespaces = namespaces & ~uint32_t{0xff};

uint32_t refuse(int number) {
    return SECCOMP_RET_ERRNO | static_cast<uint32_t>(number);
}

class Rows {
  public:
    void always(std::initializer_list<int> numbers, uint32_t action) {
        for (const int number : numbers) out_.push_back({number, {}, action});
    }
    void when(int number, std::vector<Condition> conditions, uint32_t action) {
        out_.push_back({number, std::move(conditions), action});
    }
    std::vector<Row> take() { return std::move(out_); }

  private:
    std::vector<Row> out_;
};

// Never needed by a program that is confined, and each a way around something: io_uring does I/O that no filter sees;
// the others belong to the machine's administrator.
void add_always(Rows& rows, const FilterWants& wants) {
    // No ring is made from now on; one that is there is entered by its number, not by its place in a table.
    for (const int ring : wants.rings)
        rows.when(SYS_io_uring_enter,
                  {{.argument = 0, .value = static_cast<uint32_t>(ring)},
                   {.argument = 3, .mask = enter_registered_ring, .is = none_of_bits}},
                  SECCOMP_RET_ALLOW);
    rows.always({SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register}, refuse(ENOSYS));
    rows.always({SYS_bpf,
                 SYS_perf_event_open,
                 SYS_userfaultfd,
                 SYS_kexec_load,
                 SYS_kexec_file_load,
                 SYS_init_module,
                 SYS_finit_module,
                 SYS_delete_module,
                 SYS_reboot,
                 SYS_swapon,
                 SYS_swapoff,
                 SYS_settimeofday,
                 SYS_clock_settime,
                 SYS_sethostname,
                 SYS_setdomainname,
                 SYS_acct,
                 SYS_quotactl,
                 SYS_syslog,
                 SYS_add_key,
                 SYS_request_key,
                 SYS_keyctl,
                 SYS_vhangup,
                 SYS_setns,
                 SYS_fanotify_init,
                 SYS_open_by_handle_at,
                 SYS_process_madvise},
                refuse(EPERM));
#ifdef SYS_iopl
    rows.always({SYS_iopl, SYS_ioperm}, refuse(EPERM));
#endif
    rows.when(SYS_ioctl, {{.argument = 1, .value = ioctl_tiocsti}}, refuse(EPERM));
    rows.when(SYS_ioctl, {{.argument = 1, .value = ioctl_tioclinux}}, refuse(EPERM));
    // Limits of another process: the launcher's own could be set to zero.
    for (const auto half : {Condition::Half::low, Condition::Half::high})
        rows.when(
            SYS_prlimit64,
            {{.argument = 0, .is = not_equal, .value = 0}, {.argument = 2, .is = not_equal, .value = 0, .half = half}},
            refuse(EPERM));
}

// Namespaces bring a user with all capabilities; looking into another process brings what that one may.
void add_nesting(Rows& rows) {
    rows.always({SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_open_tree, SYS_move_mount, SYS_fsopen,
                 SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, sys_open_tree_attr, SYS_ptrace,
                 SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_kcmp},
                refuse(EPERM));
    rows.when(SYS_unshare, {{.argument = 0, .mask = namespaces, .is = any_of_bits}}, refuse(EPERM));
    rows.when(SYS_clone, {{.argument = 0, .mask = clone_namespaces, .is = any_of_bits}}, refuse(EPERM));
}

// clone3 has its flags in memory, where no filter sees them: libraries fall back to clone, whose flags are a register.
// A new thread has CLONE_THREAD; everything without it is a process.
void add_children(Rows& rows, const FilterWants& wants) {
    if (!wants.nested || wants.children == FilterWants::Children::none) rows.always({SYS_clone3}, refuse(ENOSYS));
    if (wants.children == FilterWants::Children::none) {
        rows.when(SYS_clone, {{.argument = 0, .mask = CLONE_THREAD, .is = none_of_bits}}, refuse(EPERM));
#ifdef SYS_fork
        rows.always({SYS_fork, SYS_vfork}, refuse(EPERM));
#endif
    }
    // A file without a name is no file that a rule could allow to be executed.
    if (wants.children != FilterWants::Children::any) rows.always({SYS_memfd_create, SYS_memfd_secret}, refuse(EPERM));
}

// Rows are tried in order: what is allowed comes first, then the refusal of the rest.
void add_sockets(Rows& rows, const FilterWants& wants) {
    const auto allow = [&](std::vector<Condition> conditions) {
        rows.when(SYS_socket, std::move(conditions), SECCOMP_RET_ALLOW);
    };
    const auto family = [](uint32_t value) { return Condition{.argument = 0, .value = value}; };
    const auto type = [](uint32_t value) { return Condition{.argument = 1, .mask = type_mask, .value = value}; };
    const auto protocol = [](uint32_t value) { return Condition{.argument = 2, .value = value}; };
    for (const uint32_t inet : {family_inet, family_inet6}) {
        if (wants.any_network) {
            allow({family(inet)});
            continue;
        }
        // The protocol is named: MPTCP (262) and SCTP are streams too, and no port rule is asked for them.
        if (wants.tcp) {
            allow({family(inet), type(type_stream), protocol(0)});
            allow({family(inet), type(type_stream), protocol(protocol_tcp)});
        }
        if (wants.udp) {
            allow({family(inet), type(type_dgram), protocol(0)});
            allow({family(inet), type(type_dgram), protocol(protocol_udp)});
        }
    }
    if (wants.unix_sockets || wants.any_network) allow({family(family_unix)});
    // The names and addresses of interfaces (getifaddrs); without capabilities it only reads.
    allow({family(family_netlink), protocol(netlink_route)});
    rows.always({SYS_socket}, refuse(EACCES));
    if (!wants.unix_sockets && !wants.any_network) {
        rows.always({SYS_shmget, SYS_msgget, SYS_semget, SYS_mq_open}, refuse(EACCES));
        // Half of a pair of datagrams still sends to, and connects to, any socket that has a path: /dev/log. The other
        // types are connected for good.
        for (const uint32_t lasting : {type_stream, type_seqpacket})
            rows.when(SYS_socketpair, {family(family_unix), type(lasting)}, SECCOMP_RET_ALLOW);
        rows.always({SYS_socketpair}, refuse(EACCES));
    }
    if (wants.any_network) return;
    // TCP fast open connects while it sends, and Landlock's connect rule is not asked.
    rows.when(SYS_sendto, {{.argument = 3, .mask = message_fastopen, .is = any_of_bits}}, refuse(EACCES));
    rows.when(SYS_sendmsg, {{.argument = 2, .mask = message_fastopen, .is = any_of_bits}}, refuse(EACCES));
    rows.when(SYS_sendmmsg, {{.argument = 3, .mask = message_fastopen, .is = any_of_bits}}, refuse(EACCES));
    rows.when(SYS_setsockopt, {{.argument = 1, .value = protocol_tcp}, {.argument = 2, .value = tcp_fastopen_connect}},
              refuse(EACCES));
}

void add_metadata(Rows& rows, Policy::Metadata metadata) {
    if (metadata == Policy::Metadata::allow) return;
    const uint32_t action = metadata == Policy::Metadata::broker ? SECCOMP_RET_USER_NOTIF : refuse(EPERM);
    for (const int number : metadata_calls()) rows.always({number}, action);
    for (const uint32_t request : {ioctl_set_flags, ioctl_set_flags32, ioctl_set_xattr})
        rows.when(SYS_ioctl, {{.argument = 1, .value = request}}, refuse(EPERM));
}

}  // namespace

std::vector<int> metadata_calls() {
    return {
        SYS_fchmod,       SYS_fchmodat,      sys_fchmodat2,    SYS_fchown,     SYS_fchownat,    SYS_utimensat,
        SYS_setxattr,     SYS_lsetxattr,     SYS_fsetxattr,    sys_setxattrat, SYS_removexattr, SYS_lremovexattr,
        SYS_fremovexattr, sys_removexattrat, sys_file_setattr,
#ifdef SYS_chmod
        SYS_chmod,        SYS_chown,         SYS_lchown,       SYS_utime,      SYS_utimes,      SYS_futimesat,
#endif
    };
}

FilterWants filter_wants(const Policy& policy) {
    FilterWants out;
    out.nested = policy.nested;
    out.metadata = policy.metadata;
    for (const Grant& grant : policy.grants) {
        if (grant.scope == Scope::child)
            out.children = grant.value == "*" || out.children == FilterWants::Children::any
                               ? FilterWants::Children::any
                               : FilterWants::Children::named;
        if (grant.scope != Scope::net) continue;
        if (grant.value == "*") out.any_network = true;
        else if (grant.value == "udp") out.udp = true;
        else if (grant.value.starts_with("unix:")) out.unix_sockets = true;
        else out.tcp = true;
    }
    return out;
}

std::vector<Row> filter_rows(const FilterWants& wants) {
    Rows rows;
    add_always(rows, wants);
    if (!wants.nested) add_nesting(rows);
    add_children(rows, wants);
    add_sockets(rows, wants);
    add_metadata(rows, wants.metadata);
    return rows.take();
}

uint32_t native_architecture() {
#if defined(__x86_64__)
    return AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    return AUDIT_ARCH_AARCH64;
#else
#error "the call filter is written for x86-64 and AArch64"
#endif
}

std::optional<std::vector<sock_filter>> filter_program(const FilterWants& wants) {
    // Another architecture's calls have other numbers (a 32-bit program, int 0x80): none of the rows would fit them.
    return assemble(filter_rows(wants), native_architecture(), refuse(ENOSYS));
}

}  // namespace ward::permission
