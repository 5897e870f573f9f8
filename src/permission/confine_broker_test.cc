// Modes, owners and times, changed by the supervisor where writing is granted.
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "permission/confine_fixture.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

using Reach = Grant::Reach;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

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
