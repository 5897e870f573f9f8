// What tests of confinement share: folders granted and secret, children that are confined for real, what was told of
// them. Each test runs as whoever runs the tests and, where that is root, once more as nobody. Children end by _exit: a
// leak checker would want /proc.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"
#include "permission/landlock.h"
#include "permission/startup.h"
#include "ward/permission.h"

namespace ward::permission {

enum class Who { oneself, nobody };

// "ok" or the errno's name, of a call that returns -1 on failure.
inline std::string named(long result) {
    if (result != -1) return "ok";
    const char* name = ::strerrorname_np(errno);
    return name == nullptr ? "?" : name;
}
inline std::string opening(const std::string& path, int flags = O_RDONLY) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    std::string out = named(fd);
    if (fd >= 0) ::close(fd);
    return out;
}

// A listening TCP socket of 127.0.0.1; its port in `port`.
inline int listener(uint16_t& port) {
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
inline std::string connecting(uint16_t port) {
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

// A list in braces is worked through from left to right, as arguments need not be.
inline std::string in_order(std::initializer_list<std::string> words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

inline std::string kind_name(Access::Kind kind) {
    constexpr std::string_view names[] = {"read", "write",  "create", "remove",   "execute", "connect",
                                          "bind", "socket", "fork",   "metadata", "other"};
    return std::string(names[static_cast<size_t>(kind)]);
}
// One line: kind, resource, call, and whether it is allowed.
inline std::string told_as(const Access& access) {
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
    Grant tree(Scope scope) const { return {scope, granted_, Grant::Reach::tree}; }

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
            grants.push_back({Scope::fs_read, folder, Grant::Reach::tree});
        for (const char* device : {"/dev/null", "/dev/urandom"})
            grants.push_back({Scope::fs_read, device, Grant::Reach::exact});
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

}  // namespace ward::permission
