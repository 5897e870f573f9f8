// What the kernel does under a policy, in children that are confined for real; each test runs as whoever runs the tests
// and, where that is root, once more as nobody. Children end by _exit: a leak checker would want /proc.
#include <fcntl.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"
#include "permission/landlock.h"
#include "permission/startup.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

using Reach = Grant::Reach;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

enum class Who { oneself, nobody };

// "ok" or the errno's name, of a call that returns -1 on failure.
std::string named(long result) {
    if (result != -1) return "ok";
    const char* name = ::strerrorname_np(errno);
    return name == nullptr ? "?" : name;
}
std::string opening(const std::string& path, int flags = O_RDONLY) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    std::string out = named(fd);
    if (fd >= 0) ::close(fd);
    return out;
}

// A list in braces is worked through from left to right, as arguments need not be.
std::string in_order(std::initializer_list<std::string> words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string kind_name(Access::Kind kind) {
    constexpr std::string_view names[] = {"read", "write",  "create", "remove",   "execute", "connect",
                                          "bind", "socket", "fork",   "metadata", "other"};
    return std::string(names[static_cast<size_t>(kind)]);
}
// One line: kind, resource, call, and whether it is allowed.
std::string told_as(const Access& access) {
    return fmt::format("{} {} {} {}{}", kind_name(access.kind), access.resource, access.call,
                       access.allowed ? "allowed" : "denied", access.existed ? "" : " new");
}

struct Ran {
    int status = -1;                // exit status, 128 + signal, or -1 where it did not run
    std::string error;              // "not-found: ..." where it did not run
    std::string output;             // of the program, both streams
    std::vector<std::string> told;  // what the watch told, in order
};

class Confined : public testing::TestWithParam<Who> {
  protected:
    void SetUp() override {  // NOLINT(readability-identifier-naming): GoogleTest's name
        if (GetParam() == Who::nobody && ::getuid() != 0) GTEST_SKIP() << "needs root to become nobody";
        if (landlock_abi() < 6) GTEST_SKIP() << "needs a kernel with Landlock ABI 6";
        char name[] = "/tmp/ward-confine-XXXXXX";
        root_ = ::mkdtemp(name);
        open_to_all(root_);
        for (const char* folder : {"/granted", "/granted/below", "/secret", "/out"}) {
            std::filesystem::create_directory(root_ + folder);
            open_to_all(root_ + folder);
        }
        granted_ = root_ + "/granted";
        secret_ = root_ + "/secret";
        for (const std::string& file : {granted_ + "/file", granted_ + "/below/deep", secret_ + "/file"})
            write(file, "content of " + file);
        std::filesystem::create_symlink(secret_ + "/file", granted_ + "/link");
        std::filesystem::create_symlink("../secret", granted_ + "/link_to_folder");
        if (GetParam() == Who::nobody) {
            EXPECT_EQ(::lchown((granted_ + "/link").c_str(), 65534, 65534), 0);
        }
    }
    void TearDown() override {  // NOLINT(readability-identifier-naming)
        if (!root_.empty()) std::filesystem::remove_all(root_);
    }

    // Files belong to whom the test runs as: modes and times are its to change.
    void write(const std::string& path, std::string_view text) const {
        std::ofstream(path) << text;
        EXPECT_EQ(::chmod(path.c_str(), 0644), 0);
        if (GetParam() == Who::nobody) {
            EXPECT_EQ(::chown(path.c_str(), 65534, 65534), 0);
        }
    }
    void open_to_all(const std::string& folder) const {
        EXPECT_EQ(::chmod(folder.c_str(), 0777), 0);
        if (GetParam() == Who::nobody) {
            EXPECT_EQ(::chown(folder.c_str(), 65534, 65534), 0);
        }
    }

    static void become_who() {
        if (GetParam() != Who::nobody) return;
        if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0) ::_exit(99);
        // After a change of users a process hides itself from its equals, its supervisor among them.
        ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    }

    // What `work` says, done in a child.
    static std::string in_child(const std::function<std::string()>& work) {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        const pid_t pid = ::fork();
        if (pid == 0) {
            become_who();
            const std::string text = work();
            (void)!::write(ends[1], text.data(), text.size());
            ::_exit(0);
        }
        ::close(ends[1]);
        std::string out = read_all(ends[0], 1 << 20, "a pipe").value_or("unreadable");
        ::close(ends[0]);
        int status = 0;
        EXPECT_EQ(::waitpid(pid, &status, 0), pid);
        if (WIFSIGNALED(status)) out += fmt::format(" signal {}", WTERMSIG(status));
        else if (WEXITSTATUS(status) != 0) out += fmt::format(" status {}", WEXITSTATUS(status));
        return out;
    }
    // The same under the policy.
    static std::string confined(const Policy& policy, const std::function<std::string()>& work) {
        return in_child([&] {
            const auto applied = apply_to_self(policy);
            return applied ? work() : applied.error().message();
        });
    }

    Policy granting(std::vector<Grant> grants = {}) const {
        return {.grants = std::move(grants), .programs = {}, .keep_fds = {}};
    }
    Grant tree(Scope scope) const { return {scope, granted_, Reach::tree}; }

    // A launch of `words`, with what the program needs to start added to the policy.
    Launch launch_of(Policy& policy, const std::vector<std::string>& words) const {
        add_startup(policy, startup_needs(words[0], "/usr/bin:/bin"));
        return {.program = words[0], .arguments = words, .environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"}};
    }
    Ran run(Policy policy, const std::vector<std::string>& words, Watch watch = Watch::none) const {
        const Launch launch = launch_of(policy, words);
        return start(policy, launch, watch);
    }
    Ran start(const Policy& policy, const Launch& launch, Watch watch = Watch::none,
              const std::function<void()>& before = {}) const {
        const std::string output = root_ + "/out/output";
        const std::string report = in_child([&] {
            const int fd = ::open(output.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0666);
            if (fd < 0) return std::string("error no output");
            ::dup2(fd, 1);
            ::dup2(fd, 2);
            ::close(fd);
            if (before) before();
            std::string told;
            auto child = spawn(policy, launch, watch);
            if (!child) return fmt::format("error {}: {}", name_of(child.error().code), child.error().message());
            const auto status = child->wait([&](const Access& access) { told += told_as(access) + "\n"; });
            if (!status) return fmt::format("error {}: {}", name_of(status.error().code), status.error().message());
            return fmt::format("status {}\n{}", WIFSIGNALED(*status) ? 128 + WTERMSIG(*status) : WEXITSTATUS(*status),
                               told);
        });
        Ran out;
        out.output = read_file(output, 1 << 20).value_or("");
        std::filesystem::remove(output);
        if (!report.starts_with("status ")) {
            out.error = report.substr(std::min<size_t>(6, report.size()));
            return out;
        }
        const auto lines = split(report, '\n');
        out.status = to_number<int>(lines[0].substr(7)).value_or(-2);
        for (size_t i = 1; i < lines.size(); ++i)
            if (!lines[i].empty()) out.told.emplace_back(lines[i]);
        return out;
    }

    // Perl, with its library readable: system calls by name, and what is no file's business.
    Policy for_perl(std::vector<Grant> grants = {}) const {
        for (const char* folder :
             {"/usr/lib", "/usr/share/perl", "/etc/perl", "/lib", "/usr/share/perl5", "/usr/local/lib"})
            grants.push_back({Scope::fs_read, folder, Reach::tree});
        for (const char* device : {"/dev/null", "/dev/urandom"})
            grants.push_back({Scope::fs_read, device, Reach::exact});
        return granting(std::move(grants));
    }
    Ran perl(std::vector<Grant> grants, const std::string& script, Watch watch = Watch::none,
             Policy::Metadata metadata = Policy::Metadata::deny) const {
        Policy policy = for_perl(std::move(grants));
        policy.metadata = metadata;
        return run(policy, {"/usr/bin/perl", "-e", "$|=1; " + script}, watch);
    }
    static mode_t mode_of(const std::string& path) {
        struct stat status{};
        EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
        return status.st_mode & 07777;
    }

    std::string root_;
    std::string granted_;
    std::string secret_;
};

INSTANTIATE_TEST_SUITE_P(As, Confined, testing::Values(Who::oneself, Who::nobody),
                         [](const auto& who) { return who.param == Who::oneself ? "oneself" : "nobody"; });

// ---- this process ----

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

// A listening TCP socket of 127.0.0.1; its port in `port`.
int listener(uint16_t& port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return fd;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(fd, 5), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port = ntohs(address.sin_port);
    return fd;
}
std::string connecting(uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return "no socket: " + named(fd);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string out = named(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    ::close(fd);
    return out;
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

// ---- new processes ----

TEST_P(Confined, a_program) {
    const Ran ran =
        run(granting({tree(Scope::fs_read)}), {"/bin/cat", granted_ + "/file", secret_ + "/file", granted_ + "/link"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_THAT(ran.output, AllOf(HasSubstr("content of " + granted_), Not(HasSubstr("content of " + secret_)),
                                  HasSubstr("Permission denied")));
}

TEST_P(Confined, its_children) {
    const std::string script = "/bin/cat " + granted_ + "/file; /bin/cat " + secret_ + "/file; echo done";
    Policy policy = granting({tree(Scope::fs_read),
                              {Scope::child, "*"},
                              {Scope::fs_read, "/lib", Reach::tree},
                              {Scope::fs_read, "/usr/lib", Reach::tree},
                              {Scope::fs_read, "/lib64", Reach::tree},
                              {Scope::fs_read, "/bin", Reach::tree}});
    const Ran any = run(policy, {"/bin/sh", "-c", script});
    EXPECT_THAT(any.output,
                AllOf(HasSubstr("content of " + granted_), Not(HasSubstr("content of " + secret_)), HasSubstr("done")));
    // One program, named: it runs, others do not.
    Policy one = granting({tree(Scope::fs_read), {Scope::child, "/bin/cat", Reach::exact}});
    add_startup(one, startup_needs("/bin/cat", ""));
    const Ran named_one = run(one, {"/bin/sh", "-c", script + "; /bin/ls /; /usr/bin/env"});
    EXPECT_THAT(named_one.output, AllOf(HasSubstr("content of " + granted_), HasSubstr("done")));
    EXPECT_EQ(named_one.status, 126);
    const Ran none = run(granting({tree(Scope::fs_read)}), {"/bin/sh", "-c", script});
    EXPECT_THAT(none.output, Not(HasSubstr("content of")));
}

TEST_P(Confined, descriptors) {
    Policy policy = granting();
    const std::string script = "for n in 3 4 5 6 7 8 9 20 21; do test -e /proc/self/fd/$n && echo $n; done; echo end";
    Launch launch = launch_of(policy, {"/bin/sh", "-c", script});
    const auto open_some = [&] {
        for (const int fd : {7, 8, 20, 21}) ::dup2(1, fd);
        ::fcntl(21, F_SETFD, FD_CLOEXEC);
    };
    EXPECT_EQ(start(policy, launch, Watch::none, open_some).output, "end\n");
    policy.keep_fds = {21, 8, 0, 8};  // in any order, twice, also those that stay anyway
    EXPECT_EQ(start(policy, launch, Watch::none, open_some).output, "8\n21\nend\n");
    EXPECT_EQ(start(policy, launch, Watch::denials, open_some).output, "8\n21\nend\n");
    policy.keep_fds = {9};  // free: it would become one of the launcher's own
    EXPECT_THAT(start(policy, launch, Watch::none, open_some).error, HasSubstr("usage: descriptor 9 is not open"));
    policy.keep_fds = {-1};
    EXPECT_THAT(start(policy, launch).error, StartsWith("usage"));
}

TEST_P(Confined, streams_and_environment) {
    Policy policy = granting();
    Launch launch = launch_of(policy, {"/usr/bin/env"});
    launch.environment = {"A=1", "B=two words", "LD_PRELOAD="};  // as it is given
    EXPECT_EQ(start(policy, launch).output, "A=1\nB=two words\nLD_PRELOAD=\n");
    launch.environment = {};
    EXPECT_EQ(start(policy, launch).output, "");
    launch.environment = {"A=1"};
    launch.streams = Launch::Streams::null;
    const Ran silent = start(policy, launch);
    EXPECT_EQ(silent.output, "");
    EXPECT_EQ(silent.status, 0);
}

TEST_P(Confined, state_of_a_program) {
    for (const Watch watch : {Watch::none, Watch::denials}) {
        const Ran ran =
            run(granting({{Scope::fs_read, "/proc/self", Reach::tree}}), {"/bin/cat", "/proc/self/status"}, watch);
        EXPECT_THAT(ran.output, AllOf(HasSubstr("CapPrm:\t0000000000000000"), HasSubstr("CapEff:\t0000000000000000"),
                                      HasSubstr("NoNewPrivs:\t1"), HasSubstr("Seccomp:\t2")));
        EXPECT_THAT(ran.told, IsEmpty());
        if (GetParam() == Who::oneself && ::getuid() == 0) {
            EXPECT_THAT(ran.output, HasSubstr("CapBnd:\t0000000000000000"));
        }
    }
}

// /proc/self is the program's, whoever prepares the rule.
TEST_P(Confined, its_own_files_of_proc) {
    const std::string script =
        "for my $p ('self', getppid) { open(F, '<', \"/proc/$p/environ\") ? print 'read ' : print 'refused '; } "
        "open(F, '<', '/proc/self/maps') or print 'no more'";
    for (const Watch watch : {Watch::none, Watch::denials}) {
        const Ran ran = perl({{Scope::fs_read, "/proc/self/environ", Reach::exact}}, script, watch);
        EXPECT_EQ(ran.output, "read refused no more") << ran.error;
        if (watch == Watch::none) continue;
        EXPECT_EQ(std::ranges::count_if(ran.told, [](const auto& told) { return told.contains("/environ openat"); }),
                  1);
        EXPECT_EQ(std::ranges::count_if(ran.told, [](const auto& told) { return told.contains("/maps openat"); }), 1);
    }
}

TEST_P(Confined, status_and_signals) {
    EXPECT_EQ(run(granting(), {"/bin/sh", "-c", "exit 42"}).status, 42);
    EXPECT_EQ(run(granting(), {"/bin/sh", "-c", "kill -9 $$"}).status, 137);
    EXPECT_EQ(run(granting(), {"/bin/sh", "-c", "kill -TERM $$"}, Watch::denials).status, 143);
    EXPECT_EQ(run(granting(), {"/bin/sh", "-c", "kill -0 $PPID"}).status, 1);
}

TEST_P(Confined, programs_that_do_not_start) {
    write(root_ + "/text", "no program\n");
    ASSERT_EQ(::chmod((root_ + "/text").c_str(), 0755), 0);
    write(root_ + "/plain", "#!/bin/sh\n");
    const std::vector<std::pair<std::string, std::string>> table{
        {root_ + "/nothing", "not-found"},
        {root_ + "/text/x", "not-found"},
        {root_ + "/text", "io"},
        {root_ + "/plain", "io"},
        {root_, "io"},
    };
    for (const Watch watch : {Watch::none, Watch::denials, Watch::audit})
        for (const auto& [program, code] : table) {
            const Ran ran = run(granting(), {program}, watch);
            EXPECT_EQ(ran.status, -1) << program;
            EXPECT_THAT(ran.error, StartsWith(fmt::format("{}: {}: cannot execute", code, program)))
                << static_cast<int>(watch);
        }
    // Executing is a right, too: no program that was not named.
    Policy policy = granting();
    Launch launch = launch_of(policy, {"/bin/cat"});
    launch.program = "/bin/ls";
    EXPECT_THAT(start(policy, launch).error, StartsWith("io: /bin/ls: cannot execute"));
    EXPECT_THAT(start(policy, launch, Watch::denials).error, StartsWith("io: /bin/ls: cannot execute"));
}

TEST_P(Confined, older_kernels) {
    Policy policy = granting();
    Launch launch = launch_of(policy, {"/bin/cat", secret_ + "/file"});
    launch.landlock_abi = 0;
    EXPECT_EQ(start(policy, launch).status, 0);  // without Landlock files are not confined, and a plan says so
    launch.strictness = Strictness::strict;
    EXPECT_THAT(start(policy, launch).error, AllOf(StartsWith("unsupported"), HasSubstr("files are not confined")));
    launch.landlock_abi = 6;
    EXPECT_EQ(start(policy, launch).status, 1);
    for (int abi = 1; abi <= 6; ++abi) {
        launch.strictness = Strictness::warn;
        launch.landlock_abi = abi;
        EXPECT_EQ(start(policy, launch).status, 1) << abi;
    }
}

TEST_P(Confined, becoming_a_program) {
    Policy policy = granting({tree(Scope::fs_read)});
    const Launch launch = launch_of(policy, {"/bin/cat", granted_ + "/file", secret_ + "/file"});
    const std::string output = root_ + "/out/output";
    const std::string text = in_child([&] {
        const int fd = ::open(output.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0666);
        if (fd < 0) return std::string("no output");
        ::dup2(fd, 1);
        ::dup2(fd, 2);
        return become(policy, launch).message();
    });
    EXPECT_EQ(text, " status 1");  // cat's
    EXPECT_THAT(read_file(output, 10'000).value_or(""),
                AllOf(HasSubstr("content of " + granted_), Not(HasSubstr("content of " + secret_))));
    const auto failing = [&](Launch other) {
        return in_child([&] {
            const Error error = become(policy, other);
            return fmt::format("{} {}", name_of(error.code), opening(secret_ + "/file"));
        });
    };
    Launch other = launch;
    other.program = root_ + "/nothing";
    EXPECT_EQ(failing(other), "not-found EACCES");  // confined already
    other.program = "/bin/ls";
    EXPECT_EQ(failing(other), "io EACCES");
    other.strictness = Strictness::strict;
    other.landlock_abi = 0;
    EXPECT_EQ(failing(other), "unsupported ok");  // nothing was changed
}

// ---- what a supervisor tells ----

TEST_P(Confined, denials_told) {
    std::filesystem::create_symlink(secret_ + "/file", root_ + "/another");
    uint16_t port = 0;
    const Fd service(listener(port));
    const std::vector<Grant> grants{tree(Scope::fs_read), tree(Scope::fs_write), {Scope::net, "tcp:1"}};
    struct Case {
        std::string script;
        std::string told;
    };
    const std::string real_ls = std::filesystem::canonical("/bin/ls");
    const Case table[] = {
        {"open(F, '<', '" + secret_ + "/file')", "read " + secret_ + "/file openat denied"},
        // By the way of a link: the file it leads to.
        {"open(F, '<', '" + granted_ + "/link')", "read " + secret_ + "/file openat denied"},
        {"open(F, '<', '" + granted_ + "/link_to_folder/file')", "read " + secret_ + "/file openat denied"},
        {"open(F, '<', '" + granted_ + "/below/../../secret/file')", "read " + secret_ + "/file openat denied"},
        {"open(F, '<', '/proc/self/root" + secret_ + "/file')", "read " + secret_ + "/file openat denied"},
        {"chdir '" + root_ + "'; open(F, '<', 'secret/file')", "read " + secret_ + "/file openat denied"},
        {"open(F, '>>', '" + secret_ + "/file')", "write " + secret_ + "/file openat denied"},
        {"open(F, '>', '" + secret_ + "/new')", "create " + secret_ + "/new openat denied new"},
        {"mkdir '" + secret_ + "/new'", "create " + secret_ + "/new mkdir denied new"},
        {"symlink 'x', '" + secret_ + "/new'", "create " + secret_ + "/new symlink denied new"},
        {"unlink '" + secret_ + "/file'", "remove " + secret_ + "/file unlink denied"},
        {"unlink '" + root_ + "/another'", "remove " + root_ + "/another unlink denied"},  // the link, not the file
        {"rename '" + granted_ + "/file', '" + secret_ + "/new'", "create " + secret_ + "/new rename denied new"},
        {"rename '" + secret_ + "/file', '" + granted_ + "/new'", "remove " + secret_ + "/file rename denied"},
        {"truncate '" + secret_ + "/file', 0", "write " + secret_ + "/file truncate denied"},
        {"exec '/bin/ls'", "execute " + real_ls + " execve denied"},
        {"opendir(D, '" + secret_ + "')", "read " + secret_ + " openat denied"},
        {"my $p = fork", "fork  clone denied"},
        {"chmod 0600, '" + granted_ + "/file'", "metadata " + granted_ + "/file chmod denied"},
        {"use Socket; socket(S, PF_INET, SOCK_STREAM, 0); connect(S, pack_sockaddr_in(" + std::to_string(port) +
             ", inet_aton('127.0.0.1')))",
         fmt::format("connect tcp:{} connect denied", port)},
        {"use Socket; socket(S, PF_INET, SOCK_STREAM, 0); bind(S, pack_sockaddr_in(8, inet_aton('127.0.0.1')))",
         "bind tcp:8 bind denied"},
        {"use Socket; socket(S, PF_INET, SOCK_DGRAM, 0)", "socket udp socket denied"},
        {"use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0)", "socket unix socket denied"},
        {"use Socket; socketpair(A, B, PF_UNIX, SOCK_DGRAM, 0)", "other socketpair socketpair denied"},
        {"kill 0, getppid", "other "},
        {"syscall(272, 0x10000000)", "other unshare unshare denied"},
    };
    for (const Case& one : table) {
        const Ran ran = perl(grants, one.script + "; print 'end'", Watch::denials);
        EXPECT_THAT(ran.told, Contains(StartsWith(one.told))) << one.script << ran.error << ran.output;
        for (const std::string& told : ran.told) EXPECT_THAT(told, HasSubstr(" denied")) << one.script;
    }
    EXPECT_EQ(read_file(secret_ + "/file", 1000).value_or(""), "content of " + secret_ + "/file");
    EXPECT_FALSE(std::filesystem::exists(secret_ + "/new"));
}

TEST_P(Confined, nothing_told_of_what_is_granted) {
    const Ran ran =
        perl({tree(Scope::fs_read), tree(Scope::fs_write), {Scope::fs_read, "/proc/self", Reach::tree}},
             "open(F, '<', '" + granted_ + "/file') or print 'no1 '; open(F, '>', '" + granted_ +
                 "/new') or print 'no2 '; rename '" + granted_ + "/new', '" + granted_ +
                 "/below/new' or print 'no3 '; unlink '" + granted_ +
                 "/below/new' or print 'no4 '; open(F, '<', '/proc/self/stat') or print 'no5 '; open(F, '<', "
                 "'/proc/thread-self/stat') or print 'no6 '; open(F, '<', '" +
                 granted_ + "/none'); open(F, '<', '" + secret_ + "/none'); kill 0, $$ or print 'no7 '; print 'end'",
             Watch::denials);
    EXPECT_EQ(ran.output, "end");
    EXPECT_THAT(ran.told, IsEmpty());
}

TEST_P(Confined, audit) {
    const std::string script = "open(F, '<', '" + granted_ + "/file'); print <F>; opendir(D, '" + secret_ +
                               "') or die; my $d = fileno(D) // -1; open(F, '<', '" + secret_ +
                               "/file') or die; print <F>; open(F, '>', '" + secret_ + "/new') or die; chmod 0600, '" +
                               secret_ +
                               "/file' or die; if (my $p = fork) { wait } else { exec '/bin/true' }; print 'end'";
    const Ran audit = perl({tree(Scope::fs_read)}, script, Watch::audit);
    EXPECT_EQ(audit.status, 0) << audit.output << audit.error;
    EXPECT_THAT(audit.output,
                AllOf(HasSubstr("content of " + granted_), HasSubstr("content of " + secret_), HasSubstr("end")));
    EXPECT_TRUE(std::filesystem::exists(secret_ + "/new"));
    EXPECT_EQ(mode_of(secret_ + "/file"), 0600);
    EXPECT_THAT(audit.told, Contains("read " + secret_ + "/file openat denied"));
    EXPECT_THAT(audit.told, Contains("create " + secret_ + "/new openat denied new"));
    EXPECT_THAT(audit.told, Contains("metadata " + secret_ + "/file chmod denied"));
    EXPECT_THAT(audit.told, Contains(StartsWith("fork ")));
    EXPECT_THAT(audit.told, Contains(StartsWith("execute /usr/bin/true execve denied")));
    EXPECT_THAT(audit.told, Not(Contains(HasSubstr(granted_))));
}

TEST_P(Confined, everything_is_told) {
    const Ran ran = perl({tree(Scope::fs_read)},
                         "open(F, '<', '" + granted_ + "/file'); open(F, '<', '" + secret_ + "/file'); print 'end'",
                         Watch::everything);
    EXPECT_EQ(ran.output, "end");
    EXPECT_THAT(ran.told, Contains("read " + granted_ + "/file openat allowed"));
    EXPECT_THAT(ran.told, Contains("read " + secret_ + "/file openat denied"));
    EXPECT_THAT(ran.told,
                Contains("execute " + std::filesystem::canonical("/usr/bin/perl").string() + " execve allowed"));
}

// A path from an open folder, by system calls: openat(257) of x86-64, and openat2(437).
TEST_P(Confined, relative_to_a_descriptor) {
#ifndef __x86_64__
    GTEST_SKIP() << "the script has the numbers of x86-64";
#endif
    const std::string script = "use Fcntl; sysopen(D, '" + secret_ +
                               "', O_RDONLY | O_DIRECTORY) or die; my $f = 'file'; "
                               "my $n = syscall(257, fileno(D), $f, 0, 0); my $how = pack('QQQ', 0, 0, 0); "
                               "my $m = syscall(437, fileno(D), $f, $how, 24); print $n >= 0 ? 1 : 0, $m >= 0 ? 1 : 0";
    const Ran ran = perl({tree(Scope::fs_read)}, script, Watch::audit);
    EXPECT_EQ(ran.output, "11") << ran.error;
    EXPECT_THAT(ran.told, Contains("read " + secret_ + "/file openat denied"));
    EXPECT_THAT(ran.told, Contains("read " + secret_ + "/file openat2 denied"));
}

TEST(Access, grants_that_would_allow) {
    const auto flag = [](Access::Kind kind, Scope scope, std::string resource, bool folder = false) {
        Access access{.kind = kind,
                      .scope = scope,
                      .resource = std::move(resource),
                      .program = {},
                      .call = {},
                      .is_folder = folder};
        return flag_of(grant_for(access));
    };
    using enum Access::Kind;
    EXPECT_EQ(flag(read, Scope::fs_read, "/x/y"), "--allow-fs-read=/x/y");
    EXPECT_EQ(flag(read, Scope::fs_read, "/x/y", true), "--allow-fs-read=/x/y/*");
    EXPECT_EQ(flag(read, Scope::fs_read, "/x/*"), "--allow-fs-read=/x/*/.");  // a file of that name, not all beside it
    EXPECT_EQ(flag(write, Scope::fs_write, "/x"), "--allow-fs-write=/x");
    EXPECT_EQ(flag(create, Scope::fs_write, "/x/y"), "--allow-fs-write=/x/*");
    EXPECT_EQ(flag(remove, Scope::fs_write, "/y"), "--allow-fs-write=/*");
    EXPECT_EQ(flag(metadata, Scope::fs_write, "/x"), "--allow-fs-write=/x");
    EXPECT_EQ(flag(execute, Scope::child, "/bin/ls"), "--allow-child-process=/bin/ls");
    EXPECT_EQ(flag(fork, Scope::child, ""), "--allow-child-process");
    EXPECT_EQ(flag(connect, Scope::net, "tcp:443"), "--allow-net=tcp:443");
    EXPECT_EQ(flag(connect, Scope::net, "unix:"), "--allow-net");
    EXPECT_EQ(flag(bind, Scope::net, "unix:/x"), "--allow-net=unix:/x");
    EXPECT_EQ(flag(socket, Scope::net, "udp"), "--allow-net=udp");
    EXPECT_EQ(flag(socket, Scope::net, "tcp"), "--allow-net");
    EXPECT_EQ(flag(other, Scope::signal, "12"), "--allow-signal");
}

// ---- the broker ----

TEST_P(Confined, broker) {
    const std::vector<Grant> grants{
        tree(Scope::fs_read), tree(Scope::fs_write), {Scope::fs_read, secret_, Reach::tree}};
    for (const Watch watch : {Watch::none, Watch::denials}) {
        ASSERT_EQ(::chmod((secret_ + "/file").c_str(), 0644), 0);
        const std::string script =
            "sub t { print $_[0] ? 'ok ' : ($!+0).' ' } "
            "t(chmod 0600, '" +
            granted_ +
            "/file'); "
            "t(chmod 0600, '" +
            secret_ +
            "/file'); "
            "t(chmod 0600, '" +
            granted_ +
            "/link'); "
            "t(utime 1000, 2000, '" +
            granted_ +
            "/file'); "
            "t(utime 1000, 2000, '" +
            secret_ +
            "/file'); "
            "t(utime undef, undef, '" +
            granted_ +
            "/below/deep'); "
            "open(F, '+<', '" +
            granted_ +
            "/below/deep'); t(chmod 0640, *F); "
            "open(G, '<', '" +
            secret_ +
            "/file'); t(chmod 0640, *G); "
            "t(chmod 0600, '" +
            granted_ +
            "/none'); "
            "chdir '" +
            granted_ +
            "'; t(chmod 0700, 'below'); t(chmod 0600, '../secret/file'); "
            "t(chown $<, $( + 0, 'file'); t(chown $<, $( + 0, '../secret/file'); t(chown 12345, 12345, 'file'); ";
        const Ran ran = perl(grants, script, watch, Policy::Metadata::broker);
        EXPECT_EQ(ran.output, "ok 1 1 ok 1 ok ok 1 2 ok 1 ok 1 1 ") << ran.error;
        EXPECT_EQ(mode_of(granted_ + "/file"), 0600);
        EXPECT_EQ(mode_of(granted_ + "/below/deep"), 0640);
        EXPECT_EQ(mode_of(granted_ + "/below"), 0700);
        EXPECT_EQ(mode_of(secret_ + "/file"), 0644);
        struct stat status{};
        ASSERT_EQ(::stat((granted_ + "/file").c_str(), &status), 0);
        EXPECT_EQ(status.st_atime, 1000);
        EXPECT_EQ(status.st_mtime, 2000);
        ASSERT_EQ(::stat((secret_ + "/file").c_str(), &status), 0);
        EXPECT_NE(status.st_mtime, 2000);
        if (watch == Watch::denials) {
            EXPECT_THAT(ran.told, Contains("metadata " + secret_ + "/file chmod denied"));
        }
        EXPECT_THAT(ran.told, Not(Contains(HasSubstr(granted_ + "/file chmod"))));
        ASSERT_EQ(::chmod((granted_ + "/below").c_str(), 0777), 0);
    }
}

TEST_P(Confined, broker_takes_out_set_id_bits) {
    const Ran ran =
        perl({tree(Scope::fs_write)},
             "print chmod 06755, '" + granted_ + "/file' or die; print chmod 01777, '" + granted_ + "/below'",
             Watch::none, Policy::Metadata::broker);
    EXPECT_EQ(ran.output, "11");
    EXPECT_EQ(mode_of(granted_ + "/file"), 0755);
    EXPECT_EQ(mode_of(granted_ + "/below"), 01777);
}

TEST_P(Confined, broker_for_one_file) {
    const Ran ran = perl({{Scope::fs_write, granted_ + "/file", Reach::exact}},
                         "print chmod(0600, '" + granted_ + "/file') ? 1 : 0, chmod(0600, '" + granted_ +
                             "/below/deep') ? 1 : 0, chmod(0700, '" + granted_ + "') ? 1 : 0",
                         Watch::none, Policy::Metadata::broker);
    EXPECT_EQ(ran.output, "100");
}

// setxattr(188), fchmodat2(452), utimensat(280) and a chmod(90) of memory that is not there.
TEST_P(Confined, broker_by_system_call) {
#ifndef __x86_64__
    GTEST_SKIP() << "the script has the numbers of x86-64";
#endif
    const std::string script =
        "sub t { $! = 0; my $r = syscall(shift @_, @_); print $r == 0 ? 'ok ' : ($!+0).' ' } "
        "my $f = '" +
        granted_ + "/file'; my $l = '" + granted_ + "/link'; my $s = '" + secret_ +
        "/file'; "
        "my $n = 'user.x'; my $v = 'y'; my $e = ''; my $times = pack('q4', 10, 0, 20, 0); "
        "t(188, $f, $n, $v, 1, 0); t(188, $s, $n, $v, 1, 0); "
        "t(452, -100, $f, 0640, 0); t(452, -100, $s, 0640, 0); t(452, -100, $l, 0640, 0x100); "
        "t(280, -100, $f, $times, 0); t(280, -100, $s, $times, 0); t(280, -100, $l, $times, 0x100); "
        "t(280, -100, $f, 1, 0); t(90, 1, 0600); t(90, $e, 0600); t(91, 99, 0600)";
    const Ran ran = perl({tree(Scope::fs_write)}, script, Watch::none, Policy::Metadata::broker);
    EXPECT_EQ(ran.output, "95 95 ok 1 95 ok 1 ok 14 14 2 9 ") << ran.error;
    EXPECT_EQ(mode_of(granted_ + "/file"), 0640);
    EXPECT_EQ(mode_of(secret_ + "/file"), 0644);
}

TEST_P(Confined, metadata_of_programs) {
    const std::string script =
        "print chmod(0600, '" + granted_ + "/file') ? 1 : 0, chmod(0600, '" + secret_ + "/file') ? 1 : 0";
    EXPECT_EQ(perl({tree(Scope::fs_write)}, script).output, "00");
    EXPECT_EQ(perl({tree(Scope::fs_write)}, script, Watch::none, Policy::Metadata::allow).output, "11");
}

// A name that is now a link to the outside and now a file inside, swapped as fast as can be: the outside never changes.
TEST_P(Confined, broker_and_a_name_that_changes) {
    const std::string name = granted_ + "/swapped";
    write(name, "inside");
    // A process and no thread: a fork of a process whose thread allocates can stop in the sanitizer's allocator.
    const pid_t swapper = ::fork();
    ASSERT_GE(swapper, 0);
    if (swapper == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const std::string link = granted_ + "/next_link";
        const std::string file = granted_ + "/next_file";
        for (;;) {
            std::error_code error;
            std::filesystem::create_symlink(secret_ + "/file", link, error);
            std::filesystem::rename(link, name, error);
            write(file, "inside");
            std::filesystem::rename(file, name, error);
        }
    }
    const Ran ran = perl({tree(Scope::fs_read), tree(Scope::fs_write)},
                         // As often as it takes to meet both: on a busy machine one may hold for thousands of calls.
                         "my ($y, $n) = (0, 0); for (1..300000) { chmod(0600, '" + name +
                             "') ? $y++ : $n++; last if $_ >= 3000 && $y && $n } print $y > 0 ? 'some' : 'none', $n > "
                             "0 ? ' refused' : ''",
                         Watch::none, Policy::Metadata::broker);
    ::kill(swapper, SIGKILL);
    ::waitpid(swapper, nullptr, 0);
    EXPECT_EQ(ran.output, "some refused") << ran.error;
    EXPECT_EQ(mode_of(secret_ + "/file"), 0644);
}

}  // namespace
}  // namespace ward::permission
