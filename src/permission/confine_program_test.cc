// What the kernel does to a program that is started under a policy.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "permission/confine_fixture.h"
#include "permission/landlock.h"
#include "permission/startup.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

using Reach = Grant::Reach;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

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

}  // namespace
}  // namespace ward::permission
