#include "permission/startup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ward::permission {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class Startup : public testing::Test {
  protected:
    Startup() {
        char name[] = "/tmp/ward-startup-XXXXXX";
        root_ = ::mkdtemp(name);
        std::filesystem::create_directories(root_ + "/bin");
    }
    ~Startup() override { std::filesystem::remove_all(root_); }

    std::string write(const std::string& name, std::string_view text, mode_t mode = 0755) const {
        const std::string path = root_ + "/" + name;
        std::ofstream(path) << text;
        EXPECT_EQ(::chmod(path.c_str(), mode), 0);
        return path;
    }
    StartupNeeds needs(const std::string& program) const {
        return startup_needs(program, root_ + "/bin:/usr/bin:/bin");
    }

    std::string root_;
};

TEST_F(Startup, a_program) {
    const StartupNeeds found = needs("/bin/sh");
    EXPECT_EQ(found.runtime, "/bin/sh");
    ASSERT_EQ(found.execute.size(), 2u);
    EXPECT_EQ(found.execute[0], "/bin/sh");
    EXPECT_THAT(found.execute[1], testing::HasSubstr("ld-linux"));
    EXPECT_THAT(found.read, Contains(testing::EndsWith("/libc.so.6")));
    for (const std::string& path : found.read) EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

TEST_F(Startup, not_there_or_no_program) {
    EXPECT_THAT(needs(root_ + "/nothing").execute, ElementsAre(root_ + "/nothing"));
    const std::string text = write("text", "hello");
    EXPECT_THAT(needs(text).execute, ElementsAre(text));
    EXPECT_EQ(needs(text).runtime, text);
    const std::string empty = write("empty", "");
    EXPECT_EQ(needs(empty).runtime, empty);
    EXPECT_EQ(needs(root_).runtime, root_);
}

TEST_F(Startup, scripts) {
    write("bin/tool", "#!/bin/sh\n");
    struct Case {
        std::string_view line;
        std::string runtime;
    };
    const std::string tool = root_ + "/bin/tool";
    const Case table[] = {
        {"#!/bin/sh", "/bin/sh"},
        {"#! /bin/sh -e", "/bin/sh"},
        {"#!\t/bin/sh\t-e", "/bin/sh"},
        {"#!/usr/bin/env sh", "/usr/bin/sh"},
        {"#!/usr/bin/env  \t sh", "/usr/bin/sh"},
        {"#!/usr/bin/env -S sh -e", "/usr/bin/sh"},
        {"#!/usr/bin/env -Ssh -e", "/usr/bin/sh"},
        {"#!/usr/bin/env -S A=1 B=2 sh -e", "/usr/bin/sh"},
        {"#!/usr/bin/env tool", "/bin/sh"},
        {"#!/usr/bin/env -i sh", "/usr/bin/env"},  // not understood: only env itself
        {"#!/usr/bin/env no-such-tool", "/usr/bin/env"},
        {"#!/usr/bin/env", "/usr/bin/env"},
        {"#!/usr/bin/env -S A=1", "/usr/bin/env"},
        {"#!/no/such/interpreter", "/no/such/interpreter"},
    };
    for (const Case& one : table) {
        const std::string script = write("script", std::string(one.line) + "\necho\n");
        const StartupNeeds found = needs(script);
        EXPECT_EQ(found.runtime, one.runtime) << one.line;
        EXPECT_EQ(found.execute.front(), script) << one.line;
        EXPECT_THAT(found.execute, Contains(one.runtime)) << one.line;
    }
    const StartupNeeds by_name = needs(write("script", "#!/usr/bin/env tool\n"));
    EXPECT_THAT(by_name.execute, Contains("/usr/bin/env"));
    EXPECT_THAT(by_name.execute, Contains(tool));
    EXPECT_THAT(by_name.execute, Contains("/bin/sh"));
}

// The kernel follows an interpreter that is a script itself, four times at most; so is a loop ended.
TEST_F(Startup, chains_of_scripts) {
    write("s0", "#!/bin/sh\n");
    for (int i = 1; i < 8; ++i) write(fmt::format("s{}", i), fmt::format("#!{}/s{}\n", root_, i - 1));
    EXPECT_EQ(needs(root_ + "/s4").runtime, "/bin/sh");
    EXPECT_NE(needs(root_ + "/s7").runtime, "/bin/sh");
    EXPECT_THAT(needs(root_ + "/s7").execute, Not(Contains(root_ + "/s0")));

    write("loop", fmt::format("#!{}/loop\n", root_));
    EXPECT_THAT(needs(root_ + "/loop").execute, ElementsAre(root_ + "/loop"));
    write("bin/ping", "#!/usr/bin/env pong\n");
    write("bin/pong", "#!/usr/bin/env ping\n");
    const auto both = needs(root_ + "/bin/ping").execute;
    EXPECT_THAT(both, Contains(root_ + "/bin/pong"));
    EXPECT_EQ(std::ranges::count(both, "/usr/bin/env"), 1);
    // An endless first line, and one with everything in it.
    write("long", "#!" + std::string(100'000, 'x'));
    EXPECT_EQ(needs(root_ + "/long").execute.size(), 2u);
    EXPECT_LE(needs(root_ + "/long").runtime.size(), 256u);
    write("empty_line", "#!\n");
    EXPECT_EQ(needs(root_ + "/empty_line").execute.front(), root_ + "/empty_line");
}

// What ldd says that the loader opens is there, by the same file.
TEST_F(Startup, like_ldd) {
    if (::access("/usr/bin/ldd", X_OK) != 0) GTEST_SKIP() << "no ldd here";
    int compared = 0;
    for (const std::string program :
         {"/bin/true", "/bin/ls", "/bin/bash", "/usr/bin/python3", "/usr/bin/git", "/usr/bin/perl", "/usr/bin/curl",
          "/usr/bin/cmake", "/usr/bin/node", "/usr/bin/gdb", "/usr/bin/tar", "/usr/bin/sort"}) {
        if (!std::filesystem::exists(program)) continue;
        FILE* pipe = ::popen(("ldd " + program + " 2>/dev/null").c_str(), "r");
        ASSERT_NE(pipe, nullptr);
        std::string text;
        for (int c = ::fgetc(pipe); c != EOF; c = ::fgetc(pipe)) text += static_cast<char>(c);
        ::pclose(pipe);
        const StartupNeeds found = needs(program);
        std::vector<std::string> real;
        for (const auto* list : {&found.read, &found.execute})
            for (const std::string& path : *list)
                if (std::filesystem::exists(path)) real.push_back(std::filesystem::canonical(path));
        int libraries = 0;
        for (const std::string_view line : split(text, '\n')) {
            const size_t start = line.find('/');
            if (start == std::string_view::npos) continue;
            const std::string path(line.substr(start, line.find(" (", start) - start));
            EXPECT_THAT(real, Contains(std::filesystem::canonical(path).string())) << program;
            ++libraries;
        }
        compared += libraries > 0 ? 1 : 0;
    }
    EXPECT_GE(compared, 5);
}

TEST_F(Startup, granted_by_it) {
    Policy policy;
    add_startup(policy, {.execute = {"/bin/x", "/lib/ld.so"}, .read = {"/lib/libc.so"}, .runtime = "/bin/x"});
    EXPECT_THAT(policy.programs, ElementsAre("/bin/x", "/lib/ld.so"));
    EXPECT_THAT(policy.grants, ElementsAre(Grant{Scope::fs_read, "/lib/libc.so", Grant::Reach::exact}));
}

TEST_F(Startup, finding_programs) {
    const std::string tool = write("bin/tool", "#!/bin/sh\n");
    const std::string plain = write("bin/plain", "", 0644);
    std::filesystem::create_directories(root_ + "/bin/folder");
    std::filesystem::create_directories(root_ + "/other/deep");
    const std::string second = write("other/tool", "#!/bin/sh\n");
    write("other/plain", "#!/bin/sh\n");
    std::filesystem::create_symlink(root_ + "/other/deep", root_ + "/link");
    const std::string search = root_ + "/none:" + root_ + "/bin:" + root_ + "/other";

    const std::vector<std::tuple<std::string, std::string, std::string>> found{
        {"tool", search, tool},
        {"tool", root_ + "/other:" + root_ + "/bin", second},
        {"plain", search, root_ + "/other/plain"},  // one that cannot be executed is passed over
        {"bin/tool", "", tool},
        {"./bin/tool", "", tool},
        {"./bin//./tool", "", tool},
        {tool, "", tool},
        {"tool", "bin", tool},                          // relative to the folder
        {"tool", ":" + root_, ""},                      // an empty part is the folder itself
        {"link/../tool", "", root_ + "/link/../tool"},  // other/tool, and not ./tool
        {root_ + "/link/../tool", "", root_ + "/link/../tool"},
    };
    for (const auto& [name, path, expected] : found) {
        const auto program = find_program(name, path, root_);
        if (expected.empty()) {
            EXPECT_FALSE(program) << name;
            continue;
        }
        ASSERT_TRUE(program) << name << ": " << program.error().message();
        EXPECT_EQ(*program, expected) << name;
    }
    EXPECT_EQ(find_program("tool", "", root_ + "/bin").value_or(""), tool);

    const std::vector<std::tuple<std::string, std::string, ErrorCode>> refused{
        {"", search, ErrorCode::not_found},
        {"no-such", search, ErrorCode::not_found},
        {"no/such", search, ErrorCode::not_found},
        {"./tool", search, ErrorCode::not_found},
        {"bin/tool/x", search, ErrorCode::not_found},
        {"folder", search, ErrorCode::not_found},
        {"plain", root_ + "/bin", ErrorCode::io},
        {plain, "", ErrorCode::io},
        {"bin/folder", "", ErrorCode::io},
        {"/", "", ErrorCode::io},
        {"tool", "", ErrorCode::not_found},
    };
    for (const auto& [name, path, code] : refused) {
        const auto program = find_program(name, path, root_);
        ASSERT_FALSE(program) << name;
        EXPECT_EQ(program.error().code, code) << name;
    }
}

}  // namespace
}  // namespace ward::permission
