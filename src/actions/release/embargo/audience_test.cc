#include "actions/release/embargo/audience.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/embargo_fixture.h"
#include "actions/release/embargo/remote_identity.h"

namespace ward::release {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;

TEST(RemoteIdentity, is_one_for_all_spellings) {
    for (const std::string_view url : {
             "https://github.com/Example/Engine.git",
             "https://user:secret@GitHub.com/example/engine/",
             "https://github.com:443/example//engine",
             "https://www.github.com/example/engine",
             "git@github.com:example/engine.git",
             "github.com:/EXAMPLE/engine",
             "ssh://git@github.com/example/engine",
             "ssh://git@github.com:22/example/engine.git/",
             "ssh://git@ssh.github.com:443/example/engine",
             "git+ssh://github.com/example/engine",
             "https://github.com./example/engin%65",
         })
        EXPECT_EQ(remote_identity(url, "/"), "github.com/example/engine") << url;
    EXPECT_EQ(remote_identity("https://git.example:8443/Group/engine", "/"), "git.example:8443/Group/engine");
    EXPECT_EQ(remote_identity("[git.example:2222]:Group/engine", "/"), "git.example:2222/Group/engine");
    EXPECT_EQ(remote_identity("ssh://a@git.example:0022/x", "/"), "git.example/x");
    EXPECT_EQ(remote_identity("ssh://[2001:db8::1]:22/x", "/"), "[2001:db8::1]/x");
}

TEST(RemoteIdentity, is_empty_where_nothing_is_sure) {
    for (const std::string_view url : {"",
                                       "http://github.com/a/b",
                                       "git://github.com/a/b",
                                       "ftp://github.com/a/b",
                                       "ext::ssh github.com a/b",
                                       "foo::https://github.com/a/b",
                                       "https://github.com",
                                       "https://github.com/",
                                       "https:///a/b",
                                       "https://github.com/a/../b",
                                       "https://github.com/a/%2e%2e/b",
                                       "https://github.com/a/b?x",
                                       "https://github.com/a/%zz",
                                       "https://github.com/a\\b",
                                       "file://host/srv",
                                       "/nonexistent/x.git",
                                       "nonexistent",
                                       "file:///nonexistent",
                                       "git@github.com:",
                                       "https://github.com/a%00b/c",
                                       "https://github.com/a\nb/c"})
        EXPECT_EQ(remote_identity(url, "/"), "") << url;
    // Other names of a host are other hosts.
    EXPECT_EQ(remote_identity("https://140.82.121.4/example/engine", "/"), "140.82.121.4/example/engine");
    EXPECT_EQ(remote_identity("https://localhost/example/engine", "/"), "localhost/example/engine");
}

TEST(AudienceRules, list_what_is_private_and_nothing_else) {
    const auto rules =
        AudienceRules::of(std::vector<std::string>{"https://github.com/Example-Private/*", "git.example:8443/a/b",
                                                   "git@github.com:example/closed.git"},
                          "/");
    ASSERT_TRUE(rules) << rules.error().message();
    const auto audience = [&](std::string_view url) {
        return name_of(push_target(std::string(url), "/", *rules).audience);
    };
    EXPECT_EQ(audience("ssh://git@github.com/example-private/engine"), "private");
    EXPECT_EQ(audience("https://git.example:8443/a/b.git"), "private");
    EXPECT_EQ(audience("https://github.com/example/closed"), "private");
    for (const std::string_view url :
         {"https://github.com/example-private", "https://github.com/example-privateer/x", "https://git.example/a/b",
          "https://github.com/example/closed2", "http://github.com/example/closed",
          "https://140.82.121.4/example/closed", "https://github.com.evil.example/example/closed",
          "https://evil.example@x/example/closed", "https://github.com@evil.example/example/closed"})
        EXPECT_EQ(audience(url), "public") << url;
    for (const std::string_view entry : {"", "http://github.com/a/b", "/nonexistent", "https://github.com/*", "ext::x"})
        EXPECT_FALSE(AudienceRules::of(std::vector{std::string(entry)}, "/")) << entry;
}

TEST(PushTarget, shows_no_password) {
    const AudienceRules none;
    EXPECT_EQ(push_target("https://u:secret@github.com/a/b", "/", none).shown(), "github.com/a/b");
    EXPECT_EQ(push_target("http://u:secret@github.com/a/b", "/", none).shown(),
              "a URL of an unknown or unencrypted transport");
    EXPECT_EQ(push_target("ext::sh -c secret", "/", none).shown(), "a remote helper");
    EXPECT_EQ(push_target("/nonexistent", "/", none).shown(), "a path that leads to no repository");
}

class AudienceTest : public testing::Test, protected EmbargoFixture {
  protected:
    void SetUp() override {
        NEEDS_GIT();
        make_world();
    }
    // "closed.git private, open.git public"
    std::string targets(const std::string& remote, std::string_view below = "work",
                        std::vector<std::string> variables = {}) const {
        std::vector<std::string> all = environment();
        for (const std::string& variable : variables) {
            const std::string name = variable.substr(0, variable.find('=') + 1);
            std::erase_if(all, [&](const std::string& one) { return one.starts_with(name); });
            all.push_back(variable);
        }
        const auto found = push_targets(path(below), remote, all, rules());
        if (!found) return found.error().message();
        notes_ = found->notes;
        std::string out;
        for (const PushTarget& target : found->targets) {
            const std::string shown = target.shown();
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", shown.substr(shown.rfind('/') + 1),
                               name_of(target.audience));
        }
        EXPECT_EQ(found->audience() == Audience::closed, !out.contains("public")) << out;
        return out;
    }
    mutable std::vector<std::string> notes_;
};

TEST_F(AudienceTest, follows_pushurl) {
    EXPECT_EQ(targets("origin"), "open.git public");
    EXPECT_EQ(targets("group"), "closed.git private");
    // What `ls-remote --get-url` would say is not where a push goes.
    run("git config remote.group.pushurl ../open.git", "work");
    EXPECT_EQ(targets("group"), "open.git public");
    run("git config --add remote.group.pushurl ../closed.git", "work");
    EXPECT_EQ(targets("group"), "open.git public, closed.git private");
    run("git config remote.origin.pushurl '" + path("closed.git") + "'", "work");
    EXPECT_EQ(targets("origin"), "closed.git private");
    EXPECT_THAT(notes_, ElementsAre("GIT_CONFIG_GLOBAL of the environment changes what git reads",
                                    "GIT_CONFIG_NOSYSTEM of the environment changes what git reads"));
}

TEST_F(AudienceTest, follows_rewriting_of_urls) {
    run("git remote add forge https://github.com/example/closed && git config url." + path("open.git") +
            ".insteadOf https://github.com/example/closed",
        "work");
    EXPECT_EQ(targets("forge"), "open.git public");
    EXPECT_EQ(targets("https://github.com/example/closed"), "open.git public");
    run("git config url." + path("closed.git") + ".pushInsteadOf https://github.com/example/closed", "work");
    EXPECT_EQ(targets("forge"), "closed.git private");
    EXPECT_EQ(targets("https://github.com/example/closed"), "closed.git private");
    // pushInsteadOf does not touch a pushurl, insteadOf does.
    run("git config remote.forge.pushurl https://github.com/example/closed", "work");
    EXPECT_EQ(targets("forge"), "open.git public");
    // The longest beginning wins, as git itself says of the same URL as a remote.
    run("git config url." + path("closed.git") +
            ".insteadOf https://long.example/a && git config url.x://y.insteadOf "
            "https://long.example/ && git remote add long https://long.example/a",
        "work");
    EXPECT_EQ(targets("https://long.example/a"), "closed.git private");
    EXPECT_EQ(targets("long"), "closed.git private");
    // The private remote, swapped by the user's own configuration.
    write("home/.gitconfig", "[url \"" + path("open.git") + "\"]\n\tpushInsteadOf = ../closed.git\n");
    EXPECT_EQ(targets("group", "work", {"GIT_CONFIG_GLOBAL=" + path("home/.gitconfig")}), "open.git public");
}

TEST_F(AudienceTest, follows_included_files) {
    write("more/swap", "[url \"" + path("open.git") + "\"]\n\tinsteadOf = ../closed.git\n");
    run("git config include.path '" + path("more/swap") + "'", "work");
    EXPECT_EQ(targets("group"), "open.git public");
    run("git config --unset include.path && git config includeIf.onbranch:fix.path '" + path("more/swap") + "'",
        "work");
    EXPECT_EQ(targets("group"), "closed.git private");
    run("git checkout -q fix", "work");
    EXPECT_EQ(targets("group"), "open.git public");
}

TEST_F(AudienceTest, follows_configuration_of_worktrees) {
    run("git worktree add -q ../tree fix && git config extensions.worktreeConfig true && "
        "git -C ../tree config --worktree remote.group.pushurl '" +
            path("open.git") + "'",
        "work");
    EXPECT_EQ(targets("group"), "closed.git private");
    EXPECT_EQ(targets("group", "tree"), "open.git public");
    EXPECT_EQ(targets("origin", "tree"), "open.git public");
}

TEST_F(AudienceTest, follows_settings_of_the_command_line) {
    EXPECT_EQ(targets("group", "work", {"GIT_CONFIG_PARAMETERS='remote.group.pushurl'='../open.git'"}),
              "open.git public");
    EXPECT_THAT(notes_, Contains("GIT_CONFIG_PARAMETERS of the environment changes what git reads"));
    EXPECT_EQ(
        targets("group", "work",
                {"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=remote.group.pushurl", "GIT_CONFIG_VALUE_0=../open.git"}),
        "open.git public");
    EXPECT_THAT(notes_, Contains("GIT_CONFIG_KEY_0 of the environment changes what git reads"));
    // Remotes that are in no file of the repository.
    EXPECT_EQ(targets("passing", "work", {"GIT_CONFIG_PARAMETERS='remote.passing.url'='../open.git'"}),
              "open.git public");
    write("home/.gitconfig", "[remote \"mine\"]\n\turl = ../closed.git\n\tpushurl = ../open.git\n");
    EXPECT_EQ(targets("mine", "work", {"GIT_CONFIG_GLOBAL=" + path("home/.gitconfig")}), "open.git public");
}

TEST_F(AudienceTest, knows_where_a_bare_push_goes) {
    EXPECT_EQ(targets(""), "open.git public") << "origin";
    run("git config branch.main.remote group", "work");
    EXPECT_EQ(targets(""), "closed.git private");
    run("git config remote.pushDefault origin", "work");
    EXPECT_EQ(targets(""), "open.git public");
    run("git config branch.main.pushRemote group", "work");
    EXPECT_EQ(targets(""), "closed.git private");
    run("git config branch.main.pushRemote ../open.git", "work");
    EXPECT_EQ(targets(""), "open.git public");
}

TEST_F(AudienceTest, looks_through_links_and_pointers) {
    std::filesystem::create_symlink(path("open.git"), path("closed-too"));
    std::filesystem::create_symlink(path("closed.git"), path("open-too"));
    EXPECT_EQ(targets("../closed-too"), "open.git public");
    EXPECT_EQ(targets("../open-too"), "closed.git private");
    EXPECT_EQ(targets("file://" + path("closed.git")), "closed.git private");
    EXPECT_EQ(targets("../closed"), "closed.git private") << "git adds .git";
    write("pointer/.git", "gitdir: " + path("open.git") + "\n");
    EXPECT_EQ(targets("../pointer"), "open.git public");
    // A work tree and its worktrees are one repository.
    run("git worktree add -q ../tree fix", "work");
    EXPECT_EQ(remote_identity(path("tree"), "/"), remote_identity(path("work"), "/"));
    run("ln -s loop loop");
    EXPECT_EQ(targets("../loop"), "a path that leads to no repository public");
}

TEST_F(AudienceTest, takes_what_it_does_not_know_for_public) {
    EXPECT_EQ(targets("nosuch"), "a path that leads to no repository public");
    EXPECT_EQ(targets("ext::sh -c 'exit 1'"), "a remote helper public");
    EXPECT_EQ(targets("--upload-pack=x"), "a path that leads to no repository public");
    EXPECT_EQ(targets("http://github.com/a/b").substr(0, 5), "a URL");
    EXPECT_TRUE(targets("origin", ".").contains("git could not")) << targets("origin", ".");
}

TEST_F(AudienceTest, knows_whether_submodules_are_pushed) {
    const auto pushed = [&] { return pushes_submodules(path("work"), environment()); };
    EXPECT_FALSE(pushed());
    run("git config submodule.recurse yes", "work");
    EXPECT_TRUE(pushed());
    run("git config push.recurseSubmodules check", "work");
    EXPECT_FALSE(pushed());
    run("git config push.recurseSubmodules on-demand", "work");
    EXPECT_TRUE(pushed());
}

}  // namespace
}  // namespace ward::release
