#include "faces/cli/run/denials.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "faces/cli/run/channels.h"

namespace ward::cli {
namespace {

using permission::Access;
using permission::Scope;
using Kind = permission::Access::Kind;

Access access(Kind kind, Scope scope, std::string resource) {
    Access out;
    out.kind = kind;
    out.scope = scope;
    out.resource = std::move(resource);
    out.pid = 7;
    out.program = "/usr/bin/thing";
    out.call = "openat";
    return out;
}

TEST(Denials, the_flag_that_would_allow_it) {
    struct Case {
        Access access;
        std::string_view flag;
    };
    const Case cases[] = {
        {access(Kind::read, Scope::fs_read, "/a/b"), "--allow-fs-read=/a/b"},
        {access(Kind::write, Scope::fs_write, "/a/b"), "--allow-fs-write=/a/b"},
        {access(Kind::create, Scope::fs_write, "/a/b"), "--allow-fs-write=/a/*"},
        {access(Kind::remove, Scope::fs_write, "/b"), "--allow-fs-write=/*"},
        {access(Kind::metadata, Scope::fs_write, "/a/b"), "--allow-fs-write=/a/b"},
        {access(Kind::read, Scope::fs_read, ""), "--allow-fs-read=*"},
        {access(Kind::write, Scope::fs_write, ""), "--allow-fs-write=*"},
        {access(Kind::execute, Scope::child, "/bin/x"), "--allow-child-process=/bin/x"},
        {access(Kind::fork, Scope::child, ""), "--allow-child-process"},
        {access(Kind::connect, Scope::net, "tcp:443"), "--allow-net=tcp:443"},
        {access(Kind::connect, Scope::net, "unix:"), "--allow-net"},
        {access(Kind::socket, Scope::net, "udp"), "--allow-net=udp"},
        {access(Kind::socket, Scope::net, "tcp"), "--allow-net"},
        {access(Kind::other, Scope::signal, "1"), "--allow-signal"},
        {access(Kind::other, Scope::child, "ptrace"), "--allow-nested"},
        {access(Kind::other, Scope::child, "memfd_create"), "--allow-child-process"},
        {access(Kind::other, Scope::child, "bpf"), ""},
    };
    for (const Case& one : cases) EXPECT_EQ(allowing_flag(one.access), one.flag) << one.access.resource;
}

TEST(Denials, as_a_line_of_json) {
    EXPECT_EQ(
        denial_json(access(Kind::read, Scope::fs_read, "/a/\x1b\"b")),
        R"({"code":"ERR_ACCESS_DENIED","permission":"FileSystemRead","resource":"/a/\u001b\"b",)"
        R"("flag":"--allow-fs-read=/a/\u001b\"b","pid":7,"program":"/usr/bin/thing","call":"openat","source":"supervisor"})");
}

TEST(Denials, what_node_let_pass) {
    const std::string text = denial_json(access(Kind::read, Scope::fs_read, "/a"), true);
    EXPECT_TRUE(text.ends_with(R"("source":"supervisor","node":"passed"})")) << text;
}

// What is made and removed is told by its folder, where the kernel tells it.
TEST(Denials, as_the_kernel_tells_them) {
    auto made = access(Kind::create, Scope::fs_write, "/a/b/");
    made.source = Access::Source::kernel;
    EXPECT_EQ(allowing_flag(made), "--allow-fs-write=/a/b/*");
    EXPECT_NE(denial_json(made).find(R"("source":"kernel")"), std::string::npos);
    made.grantable = false;
    EXPECT_EQ(allowing_flag(made), "");
}

TEST(Denials, the_log_says_who_told_and_what_nobody_told) {
    const std::string file = ::testing::TempDir() + "ward_sources_" + std::to_string(::getpid());
    {
        auto writer = DenialWriter::open(file, true);
        ASSERT_TRUE(writer);
        writer->write_source(Access::Source::kernel, "");
        writer->write_loss({});  // nothing was lost
        writer->write_loss({.some = true, .records = 7});
        writer->write_loss({.some = false, .records = std::nullopt});
        EXPECT_EQ(writer->count(), 0u);
    }
    EXPECT_EQ(*read_file(file, 1 << 20), R"({"code":"WARD_SOURCE","source":"kernel"})"
                                         "\n"
                                         R"({"code":"WARD_RECORDS_LOST","lost":7})"
                                         "\n"
                                         R"({"code":"WARD_RECORDS_LOST","lost":null})"
                                         "\n");
    std::filesystem::remove(file);
}

TEST(Denials, every_one_is_logged_in_a_line_of_its_own) {
    const std::string file = ::testing::TempDir() + "ward_denials_" + std::to_string(::getpid());
    {
        auto writer = DenialWriter::open(file, true);
        ASSERT_TRUE(writer);
        for (int i = 0; i < 3; ++i) writer->write(access(Kind::read, Scope::fs_read, "/a\n/b"));
        EXPECT_TRUE(writer->written());
        EXPECT_EQ(writer->count(), 3u);
    }
    const auto text = read_file(file, 1 << 20);
    ASSERT_TRUE(text);
    EXPECT_EQ(std::ranges::count(*text, '\n'), 3);
    std::filesystem::remove(file);
    EXPECT_FALSE(DenialWriter::open("/nowhere/log", true));
}

TEST(Channels, lines_of_the_module) {
    const auto read = channel_access(R"({"permission":"FileSystemRead","resource":"/x","pid":9})", "/node");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->scope, Scope::fs_read);
    EXPECT_EQ(read->resource, "/x");
    EXPECT_EQ(read->pid, 9);
    EXPECT_EQ(allowing_flag(*read), "--allow-fs-read=/x");
    const auto worker = channel_access(R"({"permission":"WorkerThreads","resource":"","pid":9})", "/node");
    ASSERT_TRUE(worker);
    EXPECT_EQ(allowing_flag(*worker), "--allow-worker");
}

TEST(Channels, what_the_program_writes_itself_is_no_line) {
    for (const std::string_view line : {"", "{", "[]", "null", R"({"permission":"Nothing"})", R"({"permission":1})",
                                        R"({"resource":"/x"})", "\xff\xfe"})
        EXPECT_FALSE(channel_access(line, "/node")) << line;
    EXPECT_FALSE(channel_access(R"({"permission":"Net","resource":")" + std::string(1 << 17, 'a') + "\"}", "/node"));
}

}  // namespace
}  // namespace ward::cli
