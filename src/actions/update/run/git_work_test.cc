#include "actions/update/run/git_work.h"

#include <gtest/gtest.h>

#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

class GitWorkTest : public testing::Test, protected gitobjects::GitFixture {
  protected:
    void SetUp() override {
        NEEDS_GIT();
        for (const auto& [name, value] : {std::pair("GIT_AUTHOR_NAME", "a"), std::pair("GIT_AUTHOR_EMAIL", "a@b"),
                                          std::pair("GIT_COMMITTER_NAME", "a"), std::pair("GIT_COMMITTER_EMAIL", "a@b"),
                                          std::pair("GIT_CONFIG_GLOBAL", "/dev/null")})
            ::setenv(name, value, 1);  // NOLINT(concurrency-mt-unsafe): before any thread starts
        run("git init -q -b main . && mkdir sub && echo one > sub/a && echo two > 'sub/b c' && git add . && git commit "
            "-qm base");
        auto opened = GitWork::open(path());
        ASSERT_TRUE(opened) << opened.error().message();
        git_.emplace(std::move(*opened));
    }
    std::optional<GitWork> git_;
};

TEST_F(GitWorkTest, writes_a_commit_that_nobody_sees) {
    const std::string head = git_->head().value();
    const std::vector<TreeChange> changes{
        {.path = "sub/a", .file = TreeFile("new\n")},
        {.path = "sub/b c", .file = std::nullopt},
        {.path = "sub/run \"x\"\\", .file = TreeFile("#!/bin/sh\n", FileKind::executable)},
        {.path = "sub/link", .file = TreeFile("a", FileKind::symlink)},
        {.path = "deep/er/f", .file = TreeFile(std::string("\0binary\n", 8))}};
    const auto commit = git_->write_commit(head, changes, "deps: message\n\nWard-Update: x 1\n", 1'700'000'000);
    ASSERT_TRUE(commit) << commit.error().message();
    EXPECT_EQ(git_->write_commit(head, changes, "deps: message\n\nWard-Update: x 1\n", 1'700'000'000).value(), *commit)
        << "the same input is the same commit";
    EXPECT_EQ(git_->head().value(), head);
    EXPECT_EQ(run("git for-each-ref --format='%(refname)'"), "refs/heads/main");
    EXPECT_EQ(run("git status --porcelain"), "");
    EXPECT_EQ(run("git show " + *commit + ":sub/a"), "new");
    EXPECT_EQ(run("git ls-tree -r --format='%(objectmode) %(path)' " + *commit),
              "100644 deep/er/f\n100644 sub/a\n120000 sub/link\n100755 \"sub/run \\\"x\\\"\\\\\"");
    EXPECT_EQ(run("git log -1 --format='%an %at %P' " + *commit), "a 1700000000 " + head);
    const auto facts = git_->facts_of(*commit);
    ASSERT_TRUE(facts) << facts.error().message();
    EXPECT_EQ(facts->message, "deps: message\n\nWard-Update: x 1");
    EXPECT_EQ(facts->authored, 1'700'000'000);
    EXPECT_EQ(facts->committed, 1'700'000'000);
    EXPECT_EQ(git_->file_at(*commit, "sub/a").value(), "new\n");
    EXPECT_EQ(git_->file_at(*commit, "sub/no").value(), std::nullopt);
}

TEST_F(GitWorkTest, moves_a_ref_only_from_where_it_was_seen) {
    const std::string head = git_->head().value();
    const std::string next = git_->write_commit(head, {}, "next\n", 1'700'000'001).value();
    ASSERT_TRUE(git_->move_ref("refs/heads/side", head, "", "test"));
    const auto again = git_->move_ref("refs/heads/side", next, "", "test");
    ASSERT_FALSE(again) << "it exists";
    EXPECT_EQ(again.error().code, ErrorCode::conflict);
    ASSERT_TRUE(git_->move_ref("refs/heads/side", next, head, "test"));
    EXPECT_EQ(git_->commit_of("refs/heads/side").value(), next);
    EXPECT_TRUE(git_->is_ancestor(head, next).value());
    EXPECT_FALSE(git_->is_ancestor(next, head).value());
}

TEST_F(GitWorkTest, runs_nothing_that_the_configuration_names) {
    write("hook", "#!/bin/sh\ntouch \"$PWD/ran\" '" + path("ran") + "'\nexit 1\n");
    run("chmod +x hook && mkdir hooks && for h in pre-commit commit-msg reference-transaction post-index-change "
        "pre-push; do cp "
        "hook hooks/$h; done && git config core.hooksPath hooks && git config core.fsmonitor ./hook && git config "
        "filter.x.clean ./hook && git config filter.x.required true && echo '* filter=x' > .gitattributes && git "
        "config "
        "commit.gpgSign true && git config gpg.program ./hook");
    auto opened = GitWork::open(path());
    ASSERT_TRUE(opened);
    git_.emplace(std::move(*opened));
    const std::string head = git_->head().value();
    const std::vector<TreeChange> changes{{.path = "sub/a", .file = TreeFile("new\n")}};
    const auto commit = git_->write_commit(head, changes, "m\n", 1'700'000'000);
    ASSERT_TRUE(commit) << commit.error().message();
    const auto followed = git_->follow_in_index(*commit, changes);
    ASSERT_TRUE(followed) << followed.error().message();
    ASSERT_TRUE(git_->move_ref("refs/heads/main", *commit, head, "test"));
    EXPECT_EQ(run("ls ran"), "");
}

TEST_F(GitWorkTest, pushes_only_over_what_was_seen) {
    run("git init -q --bare remote.git && git remote add there " + path("remote.git"));
    const std::string head = git_->head().value();
    EXPECT_EQ(git_->remote_tip("there", "x", {}).value(), std::nullopt);
    ASSERT_TRUE(git_->push("there", head, "x", "", {}));
    EXPECT_EQ(git_->remote_tip("there", "x", {}).value(), head);
    const std::string other = git_->write_commit(head, {}, "other\n", 1'700'000'002).value();
    run("git -C remote.git update-ref refs/heads/x $(git commit-tree -m foreign HEAD^{tree} | tee id)");
    run("git push -q there $(cat id):refs/heads/x -f");
    const auto pushed = git_->push("there", other, "x", head, {});
    ASSERT_FALSE(pushed);
    EXPECT_EQ(pushed.error().code, ErrorCode::conflict);
}

TEST_F(GitWorkTest, asks_where_it_pushes_to) {
    run("git init -q --bare ours.git && git init -q --bare theirs.git && git remote add there " + path("theirs.git") +
        " && git remote set-url --push there " + path("ours.git"));
    const std::string head = git_->head().value();
    ASSERT_TRUE(git_->push("there", head, "x", "", {}));
    EXPECT_EQ(run("git -C ours.git rev-parse x"), head);
    EXPECT_EQ(git_->remote_tip("there", "x", {}).value(), head) << "where it fetches from there is no such branch";
    const auto unknown = git_->remote_tip("nowhere", "x", {});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::usage);
    run("git remote set-url --push there https://me:secret@example.org/a");
    const auto refused = git_->remote_tip("there", "x", {});
    ASSERT_FALSE(refused);
    EXPECT_FALSE(refused.error().message().contains("secret"));
}

TEST_F(GitWorkTest, brings_a_branch_and_moves_no_ref) {
    run("git init -q --bare remote.git && git remote add there " + path("remote.git"));
    run("git push -q there $(git -c user.name=p -c user.email=p@q commit-tree -m theirs HEAD^{tree}):refs/heads/x && "
        "git update-ref -d refs/remotes/there/x");
    const std::string tip = git_->remote_tip("there", "x", {}).value().value();
    const std::string before = run("git for-each-ref");
    ASSERT_TRUE(git_->bring("there", "x", {}));
    EXPECT_EQ(git_->facts_of(tip).value().message, "theirs");
    EXPECT_EQ(run("git for-each-ref"), before);
    EXPECT_EQ(run("ls .git/FETCH_HEAD 2>&1 || true").contains("No such file"), true);
}

TEST_F(GitWorkTest, tells_what_a_remote_refuses) {
    run("git init -q --bare remote.git && git remote add there " + path("remote.git") +
        " && printf '#!/bin/sh\\nexit 1\\n' > remote.git/hooks/pre-receive && chmod +x remote.git/hooks/pre-receive");
    const auto pushed = git_->push("there", git_->head().value(), "x", "", {});
    ASSERT_FALSE(pushed);
    EXPECT_EQ(pushed.error().code, ErrorCode::unsupported);
    EXPECT_TRUE(pushed.error().message().contains("pre-receive hook declined")) << pushed.error().message();
}

TEST_F(GitWorkTest, removes_what_a_killed_run_left) {
    run("git update-ref refs/ward/made/0123 HEAD");
    ASSERT_TRUE(git_->remove_leftovers());
    EXPECT_EQ(run("git for-each-ref --format='%(refname)'"), "refs/heads/main");
}

TEST_F(GitWorkTest, knows_which_work_tree_has_a_branch) {
    run("git branch side && git worktree add -q side side");
    EXPECT_EQ(git_->checked_out_at("refs/heads/side").value(), path("side"));
    EXPECT_EQ(git_->checked_out_at("refs/heads/other").value(), std::nullopt);
    const auto side = GitWork::open(path("side"));
    ASSERT_TRUE(side);
    EXPECT_EQ(side->common_folder(), git_->common_folder());
    EXPECT_NE(side->git_folder(), git_->git_folder());
}

TEST(GitCredentials, go_to_their_own_place_alone) {
    const GitCredentials credentials{.url_prefix = "https://github.com/", .token = "t"};
    EXPECT_TRUE(credentials.covers("https://github.com/o/r.git"));
    EXPECT_TRUE(credentials.covers("https://GitHub.com:443/o/r"));
    EXPECT_TRUE(credentials.covers("https://me@github.com/o/r"));
    for (const char* url :
         {"http://github.com/o/r", "https://github.com.evil.org/o", "https://github.com:8443/o",
          "https://evil.org/https://github.com/", "git@github.com:o/r", "ssh://git@github.com/o/r",
          "file:///github.com/", "/srv/git", "https://me:pass@github.com/o/r", "https://github.com@evil.org/"})
        EXPECT_FALSE(credentials.covers(url)) << url;
    EXPECT_FALSE((GitCredentials{.url_prefix = "https://github.com/", .token = ""}.covers("https://github.com/o")));
    EXPECT_FALSE((GitCredentials{.url_prefix = "https://h/web/", .token = "t"}.covers("https://h/other")));
}

TEST_F(GitWorkTest, knows_where_in_the_work_tree_it_is) {
    const auto inside = GitWork::open(path("sub"));
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->prefix(), "sub/");
    EXPECT_FALSE(GitWork::open("/"));
}

}  // namespace
}  // namespace ward::update
