// What the kernel does to a process that confines itself, its threads and its children under a policy.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"
#include "permission/confine_fixture.h"
#include "permission/landlock.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

using Reach = Grant::Reach;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

INSTANTIATE_TEST_SUITE_P(As, Confined, testing::Values(Who::oneself, Who::nobody),
                         [](const auto& who) { return who.param == Who::oneself ? "oneself" : "nobody"; });

TEST_P(Confined, reading) {
    const std::string text = confined(granting({tree(Scope::fs_read)}), [&] {
        return fmt::format("{} {} {} | {} {} {} {} {} {} {}", opening(granted_ + "/file"),
                           opening(granted_ + "/below/deep"), opening(granted_, O_RDONLY | O_DIRECTORY),
                           opening(secret_ + "/file"), opening(secret_, O_RDONLY | O_DIRECTORY),
                           opening(granted_ + "/../secret/file"), opening(granted_ + "/link"),
                           opening(granted_ + "/link_to_folder/file"), opening("/proc/self/root" + secret_ + "/file"),
                           opening(granted_ + "/file", O_WRONLY));
    });
    EXPECT_EQ(text, "ok ok ok | EACCES EACCES EACCES EACCES EACCES EACCES EACCES");
}

TEST_P(Confined, writing) {
    const std::string text = confined(granting({tree(Scope::fs_write)}), [&] {
        const std::string made = granted_ + "/made";
        return in_order({opening(made, O_WRONLY | O_CREAT | O_EXCL), named(::mkdir((made + "_folder").c_str(), 0755)),
                         named(::rename(made.c_str(), (granted_ + "/below/moved").c_str())),
                         named(::unlink((granted_ + "/below/moved").c_str())),
                         named(::truncate((granted_ + "/file").c_str(), 1)), "|",
                         opening(secret_ + "/made", O_WRONLY | O_CREAT), opening(secret_ + "/file", O_WRONLY),
                         named(::truncate((secret_ + "/file").c_str(), 0)),
                         named(::rename((granted_ + "/file").c_str(), (secret_ + "/x").c_str())),
                         named(::unlink((secret_ + "/file").c_str())), named(::mkdir((secret_ + "/x").c_str(), 0755)),
                         named(::link((secret_ + "/file").c_str(), (granted_ + "/hard").c_str()))});
    });
    EXPECT_THAT(text, StartsWith("ok ok ok ok ok | EACCES EACCES EACCES"));
    EXPECT_THAT(text.substr(18), Not(HasSubstr("ok")));
    EXPECT_EQ(read_file(secret_ + "/file", 1000).value_or(""), "content of " + secret_ + "/file");
    // Writing is not reading.
    EXPECT_EQ(confined(granting({tree(Scope::fs_write)}), [&] { return opening(granted_ + "/file"); }), "EACCES");
}

TEST_P(Confined, one_file) {
    const Policy policy = granting({{Scope::fs_read, granted_ + "/file", Reach::exact},
                                    {Scope::fs_read, granted_ + "/below", Reach::exact},  // a folder by its name alone
                                    {Scope::fs_read, granted_ + "/nothing", Reach::tree}});
    EXPECT_EQ(confined(policy,
                       [&] {
                           return fmt::format("{} {} {} {}", opening(granted_ + "/file"), opening(granted_ + "/link"),
                                              opening(granted_ + "/below/deep"), opening(granted_ + "/nothing"));
                       })
                  .substr(0, 10),
              "ok EACCES ");
}

TEST_P(Confined, children_of_this_process) {
    const auto forked = [] {
        const pid_t pid = ::fork();
        if (pid == 0) ::_exit(0);
        std::string out = named(pid);
        if (pid > 0) ::waitpid(pid, nullptr, 0);
        return out;
    };
    EXPECT_EQ(confined(granting(), forked), "EPERM");
    EXPECT_EQ(confined(granting({{Scope::child, "*"}}), forked), "ok");
    // Confinement is inherited, and a second one adds to it.
    EXPECT_EQ(confined(granting({{Scope::child, "*"}, tree(Scope::fs_read)}),
                       [&] {
                           int ends[2];
                           if (::pipe(ends) != 0) return std::string("pipe");
                           if (::fork() == 0) {
                               std::string text = opening(granted_ + "/file") + " " + opening(secret_ + "/file");
                               const auto again = apply_to_self(granting());
                               text += again ? " " + opening(granted_ + "/file") : " " + again.error().message();
                               (void)!::write(ends[1], text.data(), text.size());
                               ::_exit(0);
                           }
                           ::close(ends[1]);
                           return read_all(ends[0], 1000, "pipe").value_or("");
                       }),
              "ok EACCES /proc/self/task: the threads of this process cannot be listed");
}

TEST_P(Confined, metadata_of_files) {
    const auto change = [&] {
        return fmt::format("{} {}", named(::chmod((granted_ + "/file").c_str(), 0600)),
                           named(::utimensat(AT_FDCWD, (secret_ + "/file").c_str(), nullptr, 0)));
    };
    Policy policy = granting({tree(Scope::fs_write)});
    EXPECT_EQ(confined(policy, change), "EPERM EPERM");
    policy.metadata = Policy::Metadata::broker;  // a process has no supervisor over itself
    EXPECT_EQ(confined(policy, change), "EPERM EPERM");
    policy.metadata = Policy::Metadata::allow;
    EXPECT_EQ(confined(policy, change), "ok ok");
    policy.metadata = Policy::Metadata::broker;
    EXPECT_THAT(in_child([&] {
                    const auto plan = apply_to_self(policy);
                    return plan ? plan->remarks.at(0) : plan.error().message();
                }),
                HasSubstr("no supervisor over itself"));
}

TEST_P(Confined, tcp) {
    uint16_t port = 0;
    uint16_t other = 0;
    const Fd first(listener(port));
    const Fd second(listener(other));
    const auto both = [&] { return connecting(port) + ", " + connecting(other); };
    EXPECT_EQ(confined(granting(), both), "no socket: EACCES, no socket: EACCES");
    EXPECT_EQ(confined(granting({{Scope::net, fmt::format("tcp:{}", port)}}), both), "ok, EACCES");
    EXPECT_EQ(confined(granting({{Scope::net, fmt::format("example.org:{}", other)}}), both), "EACCES, ok");
    EXPECT_EQ(confined(granting({{Scope::net, "*"}}), both), "ok, ok");
    EXPECT_EQ(confined(granting({{Scope::net, "udp"}}), both), "no socket: EACCES, no socket: EACCES");
    constexpr int multipath = 262;
    const auto kinds = [] {
        const auto made = [](int family, int type, int protocol) {
            const int fd = ::socket(family, type | SOCK_CLOEXEC, protocol);
            std::string out = named(fd);
            ::close(fd);
            return out;
        };
        return fmt::format("{} {} {} {}", made(AF_INET, SOCK_STREAM, multipath), made(AF_INET, SOCK_DGRAM, 0),
                           made(AF_UNIX, SOCK_STREAM, 0), made(AF_NETLINK, SOCK_RAW, 0));
    };
    EXPECT_EQ(confined(granting({{Scope::net, "tcp:1"}}), kinds), "EACCES EACCES EACCES ok");
    EXPECT_EQ(confined(granting({{Scope::net, "udp"}}), kinds), "EACCES ok EACCES ok");
    EXPECT_EQ(confined(granting({{Scope::net, "unix:/run/x"}}), kinds), "EACCES EACCES ok ok");
}

// Half of a pair can send to any socket that has a path, where datagrams are what it sends.
TEST_P(Confined, unix_sockets) {
    const Fd service(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ASSERT_TRUE(service.valid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (secret_ + "/socket").c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(service.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::chmod(address.sun_path, 0777), 0);
    const auto send_by_pair = [&](int type) {
        int ends[2];
        if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0) return "no pair: " + named(-1);
        return named(::sendto(ends[0], "x", 1, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    };
    const auto arrived = [&] {
        char byte = 0;
        return ::recv(service.get(), &byte, 1, MSG_DONTWAIT) == 1;
    };
    EXPECT_EQ(in_child([&] { return send_by_pair(SOCK_DGRAM); }), "ok");  // it is a way, where nothing confines
    EXPECT_TRUE(arrived());
    EXPECT_EQ(confined(granting(), [&] { return send_by_pair(SOCK_DGRAM); }), "no pair: EACCES");
    EXPECT_EQ(confined(granting(), [&] { return send_by_pair(SOCK_STREAM); }), "EISCONN");
    // Of this type the address is not looked at: the other half gets it.
    EXPECT_EQ(confined(granting(), [&] { return send_by_pair(SOCK_SEQPACKET); }), "ok");
    EXPECT_FALSE(arrived());
    const Policy granted = granting({{Scope::net, "unix:" + secret_ + "/socket"}});
    EXPECT_EQ(confined(granted, [&] { return send_by_pair(SOCK_DGRAM); }), "ok");
    EXPECT_TRUE(arrived());
}

TEST_P(Confined, other_processes) {
    const auto text = [&] {
        // New limits at an address whose low half is zero: no null pointer.
        auto* limits =
            static_cast<rlimit*>(::mmap(reinterpret_cast<void*>(0x700000000000), 4096, PROT_READ | PROT_WRITE,
                                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
        if (limits == MAP_FAILED) return std::string("no memory there");
        *limits = {1000, 1000};
        rlimit own{};
        return fmt::format("{} {} {} {}", named(::kill(::getppid(), 0)),
                           named(::syscall(SYS_prlimit64, ::getppid(), RLIMIT_NOFILE, limits, nullptr)),
                           named(::syscall(SYS_prlimit64, ::getpid(), RLIMIT_NOFILE, nullptr, &own)),
                           named(::syscall(SYS_ptrace, 16, ::getppid(), 0, 0)));
    };
    EXPECT_EQ(confined(granting(), text), "EPERM EPERM ok EPERM");
    if (GetParam() == Who::oneself) {
        EXPECT_THAT(confined(granting({{Scope::signal, "*"}}), text), StartsWith("ok EPERM ok"));
    }
}

TEST_P(Confined, state_of_this_process) {
    const std::string status = confined(granting({{Scope::fs_read, "/proc/self", Reach::tree}}), [] {
        std::string out;
        const auto text = read_file("/proc/self/status", 1 << 16);
        if (!text) return text.error().message();
        for (const std::string_view line : split(*text, '\n'))
            for (const std::string_view name : {"CapInh:", "CapPrm:", "CapEff:", "CapAmb:", "NoNewPrivs:", "Seccomp:"})
                if (line.starts_with(name)) out += std::string(line) + "\n";
        return out;
    });
    EXPECT_EQ(
        status,
        "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapAmb:\t0000000000000000\n"
        "NoNewPrivs:\t1\nSeccomp:\t2\n");
}

// ---- threads ----

// Eight that run already, one that is made later: none of them reads what is not granted.
TEST_P(Confined, threads) {
    const std::string text = in_child([&] {
        std::atomic<bool> go = false;
        constexpr size_t count = 8;
        std::vector<std::string> seen(count + 1);
        const auto look = [&](size_t i) {
            seen[i] = opening(granted_ + "/file") + " " + opening(secret_ + "/file") + " " +
                      named(::socket(AF_INET, SOCK_STREAM, 0)) +
                      fmt::format(" {}", ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
        };
        std::vector<std::thread> threads;
        threads.reserve(count);
        for (size_t i = 0; i < count; ++i)
            threads.emplace_back([&, i] {
                while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                look(i);
            });
        const auto applied = apply_to_self(granting({tree(Scope::fs_read)}));
        go = true;
        for (std::thread& thread : threads) thread.join();
        if (!applied) return applied.error().message();
        std::thread([&] { look(count); }).join();
        std::string out;
        for (const std::string& one : seen) out += one + (one == seen[0] ? "." : "!");
        return out + opening(secret_ + "/file");
    });
    std::string expected;
    for (int i = 0; i < 9; ++i) expected += "ok EACCES EACCES 1.";
    EXPECT_EQ(text, expected + "EACCES");
}

// One that blocks every signal cannot be confined, and the call says so; where it takes the signal later, it is.
TEST_P(Confined, a_thread_that_does_not_answer) {
    const std::string text = in_child([&] {
        std::atomic<int> stage = 0;
        std::string seen;
        std::thread deaf([&] {
            // By a system call of its own: the library leaves its own signals out.
            const uint64_t all = ~uint64_t{0};
            ::syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, nullptr, sizeof all);
            stage = 1;
            while (stage != 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            seen = opening(secret_ + "/file");
            ::syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &all, nullptr, sizeof all);
            seen += " " + opening(secret_ + "/file");
        });
        while (stage != 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const auto applied = apply_to_self(granting());
        stage = 2;
        deaf.join();
        if (applied) return std::string("applied");
        return fmt::format("{}: {} | {}", name_of(applied.error().code), applied.error().what, seen);
    });
    EXPECT_EQ(text,
              "io: a thread does not answer signals; some threads are confined already: end this process | ok EACCES");
}

// Threads that end while they are asked are not waited for.
TEST_P(Confined, threads_that_end) {
    const std::string text = in_child([&] {
        std::vector<std::thread> threads;
        threads.reserve(100);
        for (int i = 0; i < 100; ++i)
            threads.emplace_back([i] {
                const uint64_t all = ~uint64_t{0};
                if (i % 2 == 0) ::syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, nullptr, sizeof all);
                std::this_thread::sleep_for(std::chrono::microseconds(200 * i));
            });
        const auto start = std::chrono::steady_clock::now();
        const auto applied = apply_to_self(granting());
        const bool quick = std::chrono::steady_clock::now() - start < std::chrono::milliseconds(1500);
        for (std::thread& thread : threads) thread.join();
        return (applied ? "applied " : applied.error().message()) + (quick ? "quickly" : "late");
    });
    EXPECT_EQ(text, "applied quickly");
}

TEST_P(Confined, strictness_and_descriptors) {
    EXPECT_EQ(in_child([&] {
                  Policy policy = granting();
                  policy.keep_fds = {250};
                  const auto applied = apply_to_self(policy);
                  return applied ? "applied"
                                 : fmt::format("{} {}", name_of(applied.error().code), applied.error().what);
              }),
              "usage descriptor 250 is not open");
    if (landlock_abi() >= 9) GTEST_SKIP() << "this kernel keeps all of it";
    EXPECT_THAT(in_child([&] {
                    const auto applied = apply_to_self(granting({{Scope::net, "unix:/run/x"}}), Strictness::strict);
                    return applied ? "applied"
                                   : fmt::format("{} {} {}", name_of(applied.error().code), opening(secret_ + "/file"),
                                                 applied.error().what);
                }),
                StartsWith("unsupported ok "));
}

}  // namespace
}  // namespace ward::permission
