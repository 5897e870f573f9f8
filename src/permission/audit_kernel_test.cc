// Refusals told by this kernel's own records. Where audit is off, WARD_TEST_AUDIT=1 lets the test turn it on and off
// again (programs that start meanwhile go on with slower system calls); without that, and without the rights, it is
// skipped.
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

using testing::Contains;
using testing::HasSubstr;

void turn_audit(bool on) {
    const Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT));
    ASSERT_GE(fd.get(), 0);
    struct {
        nlmsghdr head;
        std::array<uint32_t, 10> status;  // mask, enabled, …
    } message{};
    message.head = {.nlmsg_len = sizeof message,
                    .nlmsg_type = AUDIT_SET,
                    .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
                    .nlmsg_seq = 1,
                    .nlmsg_pid = 0};
    message.status[0] = AUDIT_STATUS_ENABLED;
    message.status[1] = on ? 1 : 0;
    EXPECT_EQ(::send(fd.get(), &message, sizeof message, 0), static_cast<ssize_t>(sizeof message));
    char answer[512];
    EXPECT_GT(::recv(fd.get(), answer, sizeof answer, 0), 0);
}

class AuditKernel : public testing::Test {
  protected:
    void SetUp() override {
        auto told = kernel_tells_denials();
        const char* wanted = std::getenv("WARD_TEST_AUDIT");
        if (!told && told.error().what.find("is off") != std::string::npos && wanted != nullptr) {
            turn_audit(true);
            turned_ = true;
            told = kernel_tells_denials();
        }
        if (!told) GTEST_SKIP() << told.error().what << "; WARD_TEST_AUDIT=1 turns audit on for this test";
        folder_ = testing::TempDir() + "ward_audit_" + std::to_string(::getpid());
        std::filesystem::create_directories(folder_ + "/secret");
        std::ofstream(folder_ + "/secret/file") << "x";
    }
    void TearDown() override {
        if (turned_) turn_audit(false);
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }

    // "FileSystemRead /x cat kernel" of each refusal.
    std::vector<std::string> refused(const std::string& script, Launch::DenialsBy by = Launch::DenialsBy::kernel) {
        Policy policy;
        policy.grants = {{Scope::child, "*"},
                         {Scope::fs_read, "/usr"},
                         {Scope::fs_read, "/dev/null", Grant::Reach::exact},
                         {Scope::fs_write, "/dev/null", Grant::Reach::exact}};
        Launch launch;
        auto program = allow_start(policy, "sh", "/usr/bin:/bin", "/");
        if (!program) return {program.error().message()};
        launch.program = *program;
        launch.arguments = {"sh", "-c", script};
        launch.environment = {"PATH=/usr/bin:/bin"};
        launch.denials_by = by;
        launch.streams = Launch::Streams::null;
        return in_a_process(policy, launch);
    }
    const std::string& folder() const { return folder_; }

  private:
    // spawn() takes the capabilities of whoever calls, so that it is called in a process of its own.
    std::vector<std::string> in_a_process(const Policy& policy, const Launch& launch) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return {"no pipe"};
        const Fd read(ends[0]);
        Fd write(ends[1]);
        const pid_t pid = ::fork();
        if (pid == 0) {
            const auto tell = [&write](const std::string& line) {
                if (!write_all(write.get(), line + "\n", "")) ::_exit(1);
            };
            auto child = spawn(policy, launch, Watch::denials);
            if (!child) {
                tell("! " + child.error().message());
                ::_exit(1);
            }
            const auto ended = child->wait([&](const Access& access) {
                tell(std::string(words_of(access.scope).permission) + " " + access.resource + " " +
                     access.program.substr(access.program.rfind('/') + 1) +
                     (access.source == Access::Source::kernel ? " kernel" : " supervisor"));
            });
            if (!ended) tell("! " + ended.error().message());
            const auto& lost = child->lost();
            tell("lost " + (lost.records ? std::to_string(*lost.records) : std::string("unknown")));
            ::_exit(0);
        }
        write.reset();
        const auto text = read_all(read.get(), 1 << 24, "a pipe");
        ::waitpid(pid, nullptr, 0);
        std::vector<std::string> out;
        if (!text) return {text.error().message()};
        for (size_t at = 0; at < text->size();) {
            const size_t end = text->find('\n', at);
            out.push_back(text->substr(at, end - at));
            at = end + 1;
        }
        return out;
    }

    bool turned_ = false;
    std::string folder_;
};

#define SKIP_WHERE_NOBODY_IS_NAMED(lines) \
    if (!(lines).empty() && (lines)[0].starts_with("! audit does not tell which")) GTEST_SKIP() << (lines)[0]

TEST_F(AuditKernel, each_refusal_with_its_program) {
    const auto lines = refused("cat " + folder() + "/secret/file; mkdir " + folder() + "/new; ls " + folder() +
                               "/secret; kill -0 1; chmod 700 /etc/passwd");
    SKIP_WHERE_NOBODY_IS_NAMED(lines);
    EXPECT_THAT(lines, Contains("FileSystemRead " + folder() + "/secret/file cat kernel"));
    EXPECT_THAT(lines, Contains("FileSystemWrite " + folder() + "/ mkdir kernel"));
    EXPECT_THAT(lines, Contains("FileSystemRead " + folder() + "/secret ls kernel"));
    EXPECT_THAT(lines, Contains(testing::StartsWith("Signal 1 ")));
    // What the filter refuses is told by the supervisor beside it.
    EXPECT_THAT(lines, Contains("FileSystemWrite /etc/passwd chmod supervisor"));
    EXPECT_THAT(lines, Contains("lost 0"));
}

TEST_F(AuditKernel, orphans_are_waited_for_and_whoever_lives_on_is_not) {
    const auto orphan = refused("(cat " + folder() + "/secret/file &) ; sleep 0.2");
    SKIP_WHERE_NOBODY_IS_NAMED(orphan);
    EXPECT_THAT(orphan, Contains("lost 0"));
    const auto lives_on = refused("sleep 5 & cat " + folder() + "/secret/file");
    EXPECT_THAT(lives_on, Contains("FileSystemRead " + folder() + "/secret/file cat kernel"));
    EXPECT_THAT(lives_on, Contains("lost unknown"));
}

// More than the kernel keeps for its listeners: what is not told is counted, to the last.
TEST_F(AuditKernel, a_flood_is_told_or_counted) {
    const auto lines =
        refused("i=0; while [ $i -lt 5000 ]; do true < " + folder() + "/secret/file; i=$((i+1)); done 2>/dev/null");
    SKIP_WHERE_NOBODY_IS_NAMED(lines);
    ASSERT_FALSE(lines.empty());
    const std::string& last = lines.back();
    ASSERT_THAT(last, testing::StartsWith("lost "));
    ASSERT_NE(last, "lost unknown");
    size_t told = 0;
    for (const std::string& line : lines) told += line.starts_with("FileSystemRead " + folder() + "/secret/file ");
    EXPECT_EQ(told + std::stoul(last.substr(5)), 5000u) << last;
}

TEST_F(AuditKernel, the_supervisor_says_the_same) {
    const std::string script = "cat " + folder() + "/secret/file; ls " + folder() + "/secret";
    auto lines = refused(script);
    SKIP_WHERE_NOBODY_IS_NAMED(lines);
    auto others = refused(script, Launch::DenialsBy::supervisor);
    for (auto* const one : {&lines, &others}) {
        for (std::string& line : *one) line.resize(line.rfind(' ') + 1);
        std::erase_if(*one, [&](const std::string& line) { return line.find(folder()) == std::string::npos; });
    }
    EXPECT_EQ(lines, others);
}

}  // namespace
}  // namespace ward::permission
