// What a supervisor tells of a confined program.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "permission/confine_fixture.h"
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

}  // namespace
}  // namespace ward::permission
