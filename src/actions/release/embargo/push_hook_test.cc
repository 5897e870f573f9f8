#include "actions/release/embargo/push_hook.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/embargo_fixture.h"

namespace ward::release {
namespace {

using namespace test;

class PushHook : public testing::Test, protected EmbargoFixture {
  protected:
    void SetUp() override {
        NEEDS_GIT();
        make_world();
        // Stands for ward: says what it got, and refuses if a file says so.
        write("bin/it's ward",
              "#!/bin/sh\n{ echo \"$@\"; cat; } >> '" + path("asked") + "'\ntest ! -e '" + path("refuse") + "'\n");
        std::filesystem::permissions(path("bin/it's ward"), std::filesystem::perms::owner_all);
    }
    Result<HookPlace> install(bool keep = false, std::string_view below = "work") const {
        return install_push_hook({path(below), path("bin/it's ward"), keep, environment()});
    }
    // "0" where the push went through.
    std::string push(const std::string& words, std::string_view below = "work") const {
        return run("git push -q " + words + "; echo $?", below);
    }
    std::string asked() const { return read_file(path("asked"), 1u << 20).value_or(""); }
};

TEST_F(PushHook, asks_before_each_push) {
    const auto place = install();
    ASSERT_TRUE(place) << place.error().message();
    EXPECT_EQ(place->path, path("work/.git/hooks/pre-push"));
    EXPECT_TRUE(place->is_changed);
    EXPECT_FALSE(place->is_shared);
    const auto again = install();
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->is_changed) << "twice is once";
    EXPECT_EQ(push("origin main:new"), "0");
    const std::string id = run("git rev-parse main", "work");
    EXPECT_EQ(asked(), "release leak-check --pre-push origin ../open.git\nrefs/heads/main " + id + " refs/heads/new " +
                           std::string(40, '0') + "\n");
    write("refuse", "");
    EXPECT_EQ(push("origin main:newer"), "1");
    EXPECT_EQ(run("git branch --list newer", "open.git"), "");
    EXPECT_EQ(push("--no-verify origin main:newer"), "0") << "as the documentation says";
}

TEST_F(PushHook, refuses_without_ward) {
    ASSERT_TRUE(install());
    std::filesystem::remove(path("bin/it's ward"));
    EXPECT_EQ(push("origin main:new"), "1");
}

TEST_F(PushHook, keeps_a_hook_that_was_there) {
    write("work/.git/hooks/pre-push", "#!/bin/sh\ncat > '" + path("old") + "'\ntest \"$1\" = origin\n");
    std::filesystem::permissions(path("work/.git/hooks/pre-push"), std::filesystem::perms::owner_all);
    const auto refused = install();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    const auto place = install(true);
    ASSERT_TRUE(place) << place.error().message();
    EXPECT_EQ(place->kept, path("work/.git/hooks/pre-push.before-ward"));
    EXPECT_FALSE(install(true)->is_changed);
    EXPECT_EQ(push("origin main:new"), "0");
    EXPECT_TRUE(read_file(path("old"), 1000).value_or("").starts_with("refs/heads/main "));
    EXPECT_EQ(push("group main:new"), "1") << "the old hook says no";
    // A third one is not written over.
    write("work/.git/hooks/pre-push", "#!/bin/sh\n");
    EXPECT_FALSE(install());
    EXPECT_EQ(install(true).error().code, ErrorCode::conflict);
    EXPECT_EQ(read_file(path("work/.git/hooks/pre-push"), 100).value_or(""), "#!/bin/sh\n");
}

TEST_F(PushHook, goes_where_git_looks) {
    run("git worktree add -q ../tree fix", "work");
    EXPECT_EQ(install(false, "tree")->path, path("work/.git/hooks/pre-push"));
    EXPECT_EQ(push("origin fix:refs/heads/new", "tree"), "0");
    EXPECT_TRUE(asked().contains("\nrefs/heads/fix ")) << asked();
    run("git config core.hooksPath '" + path("hooks") + "'", "work");
    const auto shared = install();
    ASSERT_TRUE(shared);
    EXPECT_EQ(shared->path, path("hooks/pre-push"));
    EXPECT_TRUE(shared->is_shared);
    // A link that leads nowhere is a hook too.
    std::filesystem::remove(path("hooks/pre-push"));
    std::filesystem::create_symlink("nowhere", path("hooks/pre-push"));
    EXPECT_FALSE(install());
    EXPECT_FALSE(install_push_hook({path("work"), "ward", false, environment()})) << "a relative program";
    EXPECT_FALSE(install_push_hook({path(), "/ward", false, environment()})) << "no repository";
}

}  // namespace
}  // namespace ward::release
