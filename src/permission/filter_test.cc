#include "permission/filter.h"

#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "permission/watched.h"

namespace ward::permission {
namespace {

using Children = FilterWants::Children;
using Metadata = Policy::Metadata;
using Arguments = std::array<uint64_t, 6>;

constexpr int allowed = 0;
constexpr int notified = -1;

// 0 for allowed, -1 for handed over, else the errno.
int outcome(const FilterWants& wants, int number, const Arguments& arguments,
            uint32_t architecture = native_architecture()) {
    const auto program = filter_program(wants);
    EXPECT_TRUE(program);
    const auto action = evaluate(*program, {number, architecture, 0, arguments});
    EXPECT_TRUE(action);
    if (action == SECCOMP_RET_ALLOW) return allowed;
    if (action == SECCOMP_RET_USER_NOTIF) return notified;
    EXPECT_EQ(*action & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_ERRNO);
    return static_cast<int>(*action & SECCOMP_RET_DATA);
}

std::vector<FilterWants> all_wants() {
    std::vector<FilterWants> out;
    for (const Children children : {Children::none, Children::named, Children::any})
        for (const Metadata metadata : {Metadata::deny, Metadata::broker, Metadata::allow})
            for (unsigned bits = 0; bits < 32; ++bits)
                out.push_back({children, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
                               (bits & 16) != 0, metadata});
    return out;
}

constexpr uint64_t high = 0xdeadbeef00000000;

TEST(Filter, every_combination_fits) {
    for (const FilterWants& wants : all_wants()) {
        const auto program = filter_program(wants);
        ASSERT_TRUE(program);
        EXPECT_LT(program->size(), 1000u);
    }
}

// A row that stands behind one which takes all its calls decides nothing, and its author believes that it does.
TEST(Filter, every_row_is_reached) {
    const auto same = [](const Condition& a, const Condition& b) {
        return a.argument == b.argument && a.mask == b.mask && a.is == b.is && a.value == b.value && a.half == b.half;
    };
    for (const FilterWants& wants : all_wants()) {
        const auto rows = filter_rows(wants);
        for (size_t later = 0; later < rows.size(); ++later)
            for (size_t earlier = 0; earlier < later; ++earlier) {
                if (rows[earlier].number != rows[later].number) continue;
                // Fewer conditions, all of them among the later row's.
                const bool shadowed = std::ranges::all_of(rows[earlier].conditions, [&](const Condition& condition) {
                    return std::ranges::any_of(rows[later].conditions,
                                               [&](const Condition& other) { return same(condition, other); });
                });
                EXPECT_FALSE(shadowed) << call_name(rows[later].number) << " rows " << earlier << " and " << later;
            }
    }
}

// ---- sockets ----

enum Want : unsigned { none = 0, tcp = 1, udp = 2, unix_sockets = 4, any = 8, never = 16 };

struct Socket {
    std::string_view name;
    uint64_t family;
    uint64_t type;
    uint64_t protocol;
    unsigned by;  // the wants that allow it
};

TEST(Filter, sockets) {
    constexpr uint64_t stream = 1;
    constexpr uint64_t dgram = 2;
    constexpr uint64_t raw = 3;
    constexpr uint64_t seqpacket = 5;
    constexpr uint64_t dccp = 6;
    constexpr uint64_t packet = 10;
    constexpr unsigned always = none | tcp | udp | unix_sockets | any | 32;
    const std::vector<Socket> table{
        {"TCP", 2, stream, 0, tcp | any},
        {"TCP by name", 2, stream, 6, tcp | any},
        {"TCP 6", 10, stream, 0, tcp | any},
        {"TCP 6 by name", 10, stream, 6, tcp | any},
        {"MPTCP", 2, stream, 262, any},
        {"MPTCP 6", 10, stream, 262, any},
        {"SCTP", 2, stream, 132, any},
        {"SCTP messages", 2, seqpacket, 132, any},
        {"SMC over TCP", 2, stream, 256, any},
        {"UDP", 2, dgram, 0, udp | any},
        {"UDP by name", 2, dgram, 17, udp | any},
        {"UDP 6", 10, dgram, 17, udp | any},
        {"UDP lite", 2, dgram, 136, any},
        {"ICMP", 2, dgram, 1, any},
        {"ICMP 6", 10, dgram, 58, any},
        {"raw", 2, raw, 255, any},
        {"raw TCP", 2, raw, 6, any},
        {"raw 6", 10, raw, 58, any},
        {"DCCP", 2, dccp, 33, any},
        {"packets of old", 2, packet, 0, any},
        {"no family", 0, stream, 0, never},
        {"unix", 1, stream, 0, unix_sockets | any},
        {"unix datagrams", 1, dgram, 0, unix_sockets | any},
        {"unix messages", 1, seqpacket, 0, unix_sockets | any},
        {"netlink route", 16, raw, 0, always},
        {"netlink route datagrams", 16, dgram, 0, always},
        {"netlink diagnosis", 16, raw, 4, never},
        {"netlink netfilter", 16, raw, 12, never},
        {"netlink events", 16, dgram, 15, never},
        {"netlink generic", 16, raw, 16, never},
        {"packet", 17, raw, 0x300, never},
        {"vsock", 40, stream, 0, never},
        {"kernel's ciphers", 38, seqpacket, 0, never},
        {"bluetooth", 31, seqpacket, 0, never},
        {"TIPC", 30, stream, 0, never},
        {"CAN", 29, raw, 1, never},
        {"key management", 15, raw, 2, never},
        {"SMC", 43, stream, 0, never},
        {"XDP", 44, raw, 0, never},
    };
    for (unsigned bits = 0; bits < 16; ++bits) {
        const FilterWants wants{.tcp = (bits & tcp) != 0,
                                .udp = (bits & udp) != 0,
                                .unix_sockets = (bits & unix_sockets) != 0,
                                .any_network = (bits & any) != 0};
        for (const Socket& socket : table) {
            const int expected = (socket.by & bits) != 0 || socket.by == always ? allowed : EACCES;
            // SOCK_CLOEXEC and SOCK_NONBLOCK are no types, and the upper half of an int is nothing at all.
            for (const uint64_t more : {uint64_t{0}, uint64_t{02000000}, uint64_t{04000}, uint64_t{02004000}})
                for (const uint64_t garbage : {uint64_t{0}, high})
                    EXPECT_EQ(
                        outcome(wants, SYS_socket,
                                {socket.family | garbage, socket.type | more | garbage, socket.protocol | garbage}),
                        expected)
                        << socket.name << " with wants " << bits;
        }
    }
}

TEST(Filter, pairs_of_sockets) {
    for (const bool granted : {false, true}) {
        const FilterWants wants{.unix_sockets = granted};
        EXPECT_EQ(outcome(wants, SYS_socketpair, {1, 1, 0}), allowed);
        EXPECT_EQ(outcome(wants, SYS_socketpair, {1, 1 | 02004000, 0}), allowed);
        EXPECT_EQ(outcome(wants, SYS_socketpair, {1, 5, 0}), allowed);
        // Datagrams (and what the kernel takes for them) can be sent to any path.
        EXPECT_EQ(outcome(wants, SYS_socketpair, {1, 2, 0}), granted ? allowed : EACCES);
        EXPECT_EQ(outcome(wants, SYS_socketpair, {1, 2 | 02000000 | high, 0}), granted ? allowed : EACCES);
        EXPECT_EQ(outcome(wants, SYS_socketpair, {1, 3, 0}), granted ? allowed : EACCES);
        EXPECT_EQ(outcome(wants, SYS_socketpair, {30, 1, 0}), granted ? allowed : EACCES);
    }
}

struct Call {
    std::string_view name;
    FilterWants wants;
    int number;
    Arguments arguments;
    int expected;
};
void expect(const std::vector<Call>& table) {
    for (const Call& one : table) EXPECT_EQ(outcome(one.wants, one.number, one.arguments), one.expected) << one.name;
}

TEST(Filter, ways_to_send) {
    constexpr uint64_t fastopen = 0x20000000;
    constexpr uint64_t nosignal = 0x4000;
    const FilterWants one{.tcp = true};
    const FilterWants whole{.any_network = true};
    expect({
        {"sendto", one, SYS_sendto, {3, 0, 0, nosignal}, allowed},
        {"sendto fast open", one, SYS_sendto, {3, 0, 0, fastopen}, EACCES},
        {"sendto fast open and more", one, SYS_sendto, {3, 0, 0, fastopen | nosignal | high}, EACCES},
        {"sendto, garbage above", one, SYS_sendto, {3, 0, 0, fastopen << 32}, allowed},
        {"sendto fast open, granted", whole, SYS_sendto, {3, 0, 0, fastopen}, allowed},
        {"sendmsg", one, SYS_sendmsg, {3, 0, nosignal}, allowed},
        {"sendmsg fast open", one, SYS_sendmsg, {3, 0, fastopen}, EACCES},
        {"sendmsg fast open, no network", {}, SYS_sendmsg, {3, 0, fastopen}, EACCES},
        {"sendmmsg", one, SYS_sendmmsg, {3, 0, 1, nosignal}, allowed},
        {"sendmmsg fast open", one, SYS_sendmmsg, {3, 0, 1, fastopen | nosignal}, EACCES},
        {"sendmmsg fast open, granted", whole, SYS_sendmmsg, {3, 0, 1, fastopen}, allowed},
        {"TCP_FASTOPEN_CONNECT", one, SYS_setsockopt, {3, 6, 30}, EACCES},
        {"TCP_FASTOPEN_CONNECT, garbage", one, SYS_setsockopt, {3, 6 | high, 30 | high}, EACCES},
        {"TCP_FASTOPEN_CONNECT, granted", whole, SYS_setsockopt, {3, 6, 30}, allowed},
        {"TCP_NODELAY", one, SYS_setsockopt, {3, 6, 1}, allowed},
        {"SO_ of the same number", one, SYS_setsockopt, {3, 1, 30}, allowed},
        {"shared memory", one, SYS_shmget, {1}, EACCES},
        {"message queues", one, SYS_msgget, {1}, EACCES},
        {"semaphores", {}, SYS_semget, {1}, EACCES},
        {"POSIX queues", {}, SYS_mq_open, {1}, EACCES},
        {"shared memory, unix sockets granted", {.unix_sockets = true}, SYS_shmget, {1}, allowed},
        {"POSIX queues, all granted", whole, SYS_mq_open, {1}, allowed},
        {"connect is Landlock's", {}, SYS_connect, {3}, allowed},
        {"bind is Landlock's", {}, SYS_bind, {3}, allowed},
    });
}

TEST(Filter, children) {
    constexpr uint64_t thread = 0x3d0f00;  // what pthread_create asks for
    constexpr uint64_t fork_like = 0x1200011;
    constexpr uint64_t vfork_like = 0x4111;
    for (const Children children : {Children::none, Children::named, Children::any})
        for (const bool nested : {false, true}) {
            const FilterWants wants{.children = children, .nested = nested};
            const int some = children == Children::none ? EPERM : allowed;
            expect({
                {"thread", wants, SYS_clone, {thread}, allowed},
                {"thread, garbage above", wants, SYS_clone, {thread | high}, allowed},
                {"process", wants, SYS_clone, {fork_like}, some},
                {"process, garbage above", wants, SYS_clone, {fork_like | uint64_t{CLONE_THREAD} << 32}, some},
                {"spawned", wants, SYS_clone, {vfork_like}, some},
                {"no flags", wants, SYS_clone, {0}, some},
                {"fork", wants, SYS_fork, {}, some},
                {"vfork", wants, SYS_vfork, {}, some},
                {"clone3", wants, SYS_clone3, {}, nested && children != Children::none ? allowed : ENOSYS},
                {"memfd", wants, SYS_memfd_create, {}, children == Children::any ? allowed : EPERM},
                {"secret memory", wants, SYS_memfd_secret, {}, children == Children::any ? allowed : EPERM},
                {"execve is Landlock's", wants, SYS_execve, {}, allowed},
                {"execveat is Landlock's", wants, SYS_execveat, {}, allowed},
            });
        }
}

TEST(Filter, nesting) {
    constexpr uint64_t fork_like = 0x11;
    for (const bool nested : {false, true}) {
        const FilterWants wants{.children = Children::any, .nested = nested};
        const int some = nested ? allowed : EPERM;
        for (const uint64_t space :
             {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET}) {
            EXPECT_EQ(outcome(wants, SYS_clone, {space | fork_like}), some) << space;
            EXPECT_EQ(outcome(wants, SYS_clone, {space | CLONE_THREAD}), some) << space;
            EXPECT_EQ(outcome(wants, SYS_unshare, {space}), some) << space;
            EXPECT_EQ(outcome(wants, SYS_unshare, {space | high | CLONE_FILES}), some) << space;
        }
        EXPECT_EQ(outcome(wants, SYS_unshare, {CLONE_NEWTIME}), some);
        EXPECT_EQ(outcome(wants, SYS_unshare, {CLONE_FS | CLONE_FILES}), allowed);
        // In clone() this bit is part of the signal's number.
        EXPECT_EQ(outcome(wants, SYS_clone, {CLONE_NEWTIME}), allowed);
        for (const int number : {SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_open_tree, SYS_move_mount,
                                 SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, 467, SYS_ptrace,
                                 SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_kcmp})
            EXPECT_EQ(outcome(wants, number, {}), some) << call_name(number);
        EXPECT_EQ(outcome(wants, SYS_setns, {}), EPERM);  // into one that is there already
    }
}

TEST(Filter, never) {
    const FilterWants most{Children::any, true, true, true, true, true, Metadata::allow};
    for (const FilterWants& wants : {FilterWants{}, most}) {
        for (const int number : {SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register})
            EXPECT_EQ(outcome(wants, number, {}), ENOSYS) << call_name(number);
        for (const int number : {SYS_bpf,
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
                                 SYS_process_madvise,
                                 SYS_iopl,
                                 SYS_ioperm})
            EXPECT_EQ(outcome(wants, number, {}), EPERM) << call_name(number);
        // Other numbers, other meanings: none of the rows fits a call of another kind of program.
        for (const uint32_t architecture : {uint32_t{AUDIT_ARCH_I386}, uint32_t{AUDIT_ARCH_AARCH64}, uint32_t{0}})
            for (const int number : {0, 1, 5, 59, 102, 425})
                EXPECT_EQ(outcome(wants, number, {}, architecture), ENOSYS) << architecture << ' ' << number;
        for (const int number : {0, 1, 59, 512, 545}) EXPECT_EQ(outcome(wants, 0x40000000 | number, {}), ENOSYS);
        for (const int number : {SYS_read, SYS_write, SYS_openat, SYS_mmap, SYS_futex, SYS_exit_group, SYS_getrandom,
                                 SYS_rt_sigaction, SYS_epoll_wait, SYS_statx})
            EXPECT_EQ(outcome(wants, number, {~0u, ~0u, ~0u, ~0u, ~0u, ~0u}), allowed) << number;
        expect({
            {"type into the terminal", wants, SYS_ioctl, {0, 0x5412}, EPERM},
            {"type into the terminal, garbage above", wants, SYS_ioctl, {0, 0x5412 | high}, EPERM},
            {"paste", wants, SYS_ioctl, {0, 0x541c}, EPERM},
            {"paste, garbage above", wants, SYS_ioctl, {0, 0x541c | high}, EPERM},
            {"size of the terminal", wants, SYS_ioctl, {0, 0x5413}, allowed},
            {"own limits", wants, SYS_prlimit64, {0, 7, 0x7ffc12345678}, allowed},
            {"another's limits, read", wants, SYS_prlimit64, {123, 7, 0}, allowed},
            {"another's limits, set", wants, SYS_prlimit64, {123, 7, 0x7ffc12345678}, EPERM},
            {"another's, from a round address", wants, SYS_prlimit64, {123, 7, 0x700000000000}, EPERM},
            {"another's, from low memory", wants, SYS_prlimit64, {123, 7, 0x1000}, EPERM},
            {"own limits, garbage above the process", wants, SYS_prlimit64, {high, 7, 0x1000}, allowed},
        });
    }
}

// A ring that the process had before is entered by its descriptor; none is made, and none by its place in a table.
TEST(Filter, rings_in_use) {
    const FilterWants wants{.rings = {5, 9}};
    expect({
        {"a ring in use", wants, SYS_io_uring_enter, {5, 1, 1, 1}, allowed},
        {"the other", wants, SYS_io_uring_enter, {9, 1, 1, 0}, allowed},
        {"garbage above", wants, SYS_io_uring_enter, {5 | high, 1, 1, high}, allowed},
        {"a registered one", wants, SYS_io_uring_enter, {5, 1, 1, 16}, ENOSYS},
        {"an unknown one", wants, SYS_io_uring_enter, {6, 1, 1, 1}, ENOSYS},
        {"a new one", wants, SYS_io_uring_setup, {}, ENOSYS},
        {"registering", wants, SYS_io_uring_register, {5}, ENOSYS},
        {"without any", {}, SYS_io_uring_enter, {5}, ENOSYS},
    });
}

TEST(Filter, metadata) {
    for (const auto& [metadata, expected] :
         {std::pair{Metadata::deny, EPERM}, {Metadata::broker, notified}, {Metadata::allow, allowed}}) {
        const FilterWants wants{.metadata = metadata};
        for (const int number : {SYS_chmod,
                                 SYS_fchmod,
                                 SYS_fchmodat,
                                 452,
                                 SYS_chown,
                                 SYS_lchown,
                                 SYS_fchown,
                                 SYS_fchownat,
                                 SYS_utime,
                                 SYS_utimes,
                                 SYS_futimesat,
                                 SYS_utimensat,
                                 SYS_setxattr,
                                 SYS_lsetxattr,
                                 SYS_fsetxattr,
                                 463,
                                 SYS_removexattr,
                                 SYS_lremovexattr,
                                 SYS_fremovexattr,
                                 466,
                                 469}) {
            EXPECT_EQ(outcome(wants, number, {}), expected) << call_name(number);
            EXPECT_EQ(outcome(wants, number, {high, high, high, high}), expected) << call_name(number);
            EXPECT_THAT(metadata_calls(), testing::Contains(number)) << call_name(number);
        }
        EXPECT_EQ(metadata_calls().size(), 21u);
        for (const uint64_t request : {0x40086602u, 0x40046602u, 0x401c5820u})
            EXPECT_EQ(outcome(wants, SYS_ioctl, {0, request | high}), metadata == Metadata::allow ? allowed : EPERM);
        EXPECT_EQ(outcome(wants, SYS_getxattr, {}), allowed);
        EXPECT_EQ(outcome(wants, SYS_umask, {}), allowed);
    }
}

TEST(Filter, wants_of_a_policy) {
    const auto wants = [](std::vector<Grant> grants) {
        return filter_wants({.grants = std::move(grants), .programs = {}, .keep_fds = {}});
    };
    EXPECT_EQ(wants({}).children, Children::none);
    EXPECT_EQ(wants({{Scope::child, "/bin/ls"}}).children, Children::named);
    EXPECT_EQ(wants({{Scope::child, "*"}, {Scope::child, "/bin/ls"}}).children, Children::any);
    EXPECT_EQ(wants({{Scope::child, "/bin/ls"}, {Scope::child, "*"}}).children, Children::any);
    EXPECT_EQ(wants({{Scope::fs_read, "*"}, {Scope::worker, "*"}}).children, Children::none);
    struct Row {
        std::string value;
        unsigned bits;
    };
    for (const Row& row : {Row{"*", any}, {"udp", udp}, {"unix:/x", unix_sockets}, {"tcp:1", tcp}, {"host:1", tcp}}) {
        const FilterWants one = wants({{Scope::net, row.value}});
        EXPECT_EQ((one.tcp ? tcp : 0u) | (one.udp ? udp : 0u) | (one.unix_sockets ? unix_sockets : 0u) |
                      (one.any_network ? any : 0u),
                  row.bits)
            << row.value;
    }
    const FilterWants none_of_it = wants({{Scope::fs_read, "*"}, {Scope::env, "*"}, {Scope::signal, "*"}});
    EXPECT_FALSE(none_of_it.tcp || none_of_it.udp || none_of_it.unix_sockets || none_of_it.any_network);
    EXPECT_TRUE(filter_wants({.grants = {}, .programs = {}, .keep_fds = {}, .nested = true}).nested);
}

// Whoever reads of a refusal reads the call's name.
TEST(Filter, refused_calls_have_names) {
    for (const Row& row : filter_rows({})) EXPECT_FALSE(call_name(row.number).starts_with("call ")) << row.number;
    EXPECT_EQ(call_name(SYS_openat), "openat");
    EXPECT_EQ(call_name(99999), "call 99999");
}

}  // namespace
}  // namespace ward::permission
