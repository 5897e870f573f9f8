// The attacks on an embargo by `git push`, each with a real repository and the real hook protocol.
#include "actions/release/embargo/push_guard.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/embargo_fixture.h"

namespace ward::release {
namespace {

using namespace test;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr Instant lift = 1'800'000'000;
const std::string zeros(40, '0');

class PushGuard : public testing::Test, protected EmbargoFixture {
  protected:
    void SetUp() override {
        NEEDS_GIT();
        make_world();
        set_taint(taint_of({"fix"}, {"origin/main"}));
    }
    void set_taint(const TaintSet& set) { matcher_.emplace(matcher_of(set)); }

    // Why a push of `revision` to the ref of `remote` is refused; `remote_id` is what the remote has there.
    std::vector<std::string> push(const std::string& remote, const std::string& revision,
                                  const std::string& remote_ref = "refs/heads/main", std::string_view below = "work",
                                  Instant now = lift - 1, std::vector<std::string> variables = {}) const {
        Push request{.folder = path(below), .remote = remote, .cache_folder = path("cache")};
        request.environment = environment();
        request.environment.insert(request.environment.end(), variables.begin(), variables.end());
        const std::string there = run("git rev-parse -q --verify " + remote_ref, "open.git");
        request.refs.push_back(
            {revision, run("git rev-parse " + revision, below), remote_ref, there.empty() ? zeros : there});
        return judge(request, now);
    }
    std::vector<std::string> judge(const Push& request, Instant now = lift - 1) const {
        const std::vector<ReleaseEmbargo> embargoes{{"2026-06", lift, &*matcher_}};
        const PushVerdict verdict = judge_push(request, rules(), embargoes, now);
        const std::vector<std::string> reasons = verdict.reasons();
        EXPECT_EQ(verdict.allowed(), reasons.empty());
        expect_no_secret(reasons, *matcher_);
        return reasons;
    }
    std::optional<TaintMatcher> matcher_;
};

TEST_F(PushGuard, lets_a_clean_push_through) {
    run("echo more >> README && git commit -qam 'docs: more of the parser of bodies, and a crash less'", "work");
    EXPECT_THAT(push("origin", "main"), IsEmpty());
    EXPECT_THAT(push("origin", "main", "refs/heads/other"), IsEmpty()) << "a new branch, so all goes out";
    EXPECT_THAT(push("group", "fix", "refs/heads/fix"), IsEmpty()) << "to the group";
}

TEST_F(PushGuard, refuses_a_private_commit_until_the_lift) {
    const std::string commit = run("git rev-parse fix", "work").substr(0, 12);
    EXPECT_THAT(push("origin", "fix"),
                Contains("release 2026-06: commit " + commit +
                         ": is or names a commit that only private refs reach (private-commit 1)"));
    EXPECT_THAT(push("origin", "fix", "refs/heads/main", "work", lift), IsEmpty());
    EXPECT_THAT(push("origin", "fix", "refs/heads/main", "work", lift - 1), Not(IsEmpty()))
        << "and nothing was cached as clean";
}

TEST_F(PushGuard, refuses_by_the_url_that_is_pushed_to) {
    run("git config remote.group.pushurl ../open.git", "work");
    EXPECT_THAT(push("group", "fix"), Not(IsEmpty())) << "pushurl";
    run("git config --unset remote.group.pushurl && git config url." + path("open.git") + ".insteadOf ../closed.git",
        "work");
    EXPECT_THAT(push("group", "fix"), Not(IsEmpty())) << "insteadOf";
    run("git config --remove-section url." + path("open.git") + " && git config url." + path("open.git") +
            ".pushInsteadOf ../closed.git",
        "work");
    EXPECT_THAT(push("group", "fix"), Not(IsEmpty())) << "pushInsteadOf";
    run("git config --remove-section url." + path("open.git"), "work");
    EXPECT_THAT(push("group", "fix"), IsEmpty());
    EXPECT_THAT(push("group", "fix", "refs/heads/fix", "work", lift - 1,
                     {"GIT_CONFIG_PARAMETERS='remote.group.pushurl'='../open.git'"}),
                Not(IsEmpty()))
        << "-c";
    std::filesystem::create_symlink(path("open.git"), path("safe.git"));
    EXPECT_THAT(push("../safe.git", "fix"), Not(IsEmpty())) << "a link";
    // The hook gets the rewritten URL.
    Push hook{.folder = path("work"), .remote = "group", .url = "../open.git"};
    hook.environment = environment();
    hook.refs.push_back({"refs/heads/fix", run("git rev-parse fix", "work"), "refs/heads/fix", zeros});
    EXPECT_THAT(judge(hook), Not(IsEmpty()));
    hook.url = path("closed.git");
    EXPECT_THAT(judge(hook), IsEmpty());
}

TEST_F(PushGuard, does_not_believe_tracking_refs) {
    // The remote was private when it was fetched; its URL is public now.
    run("git fetch -q group && git remote set-url group ../open.git", "work");
    EXPECT_THAT(push("group", "fix", "refs/heads/fix"), Not(IsEmpty()));
}

TEST_F(PushGuard, judges_worktrees) {
    run("git worktree add -q ../tree fix && git config extensions.worktreeConfig true && "
        "git -C ../tree config --worktree remote.group.pushurl '" +
            path("open.git") + "'",
        "work");
    EXPECT_THAT(push("group", "HEAD", "refs/heads/fix", "tree"), Contains(HasSubstr("(private-commit 1)")));
    EXPECT_THAT(push("group", "fix", "refs/heads/fix", "work"), IsEmpty());
}

TEST_F(PushGuard, judges_borrowed_objects) {
    run("git clone -q --shared closed.git borrows && git -C borrows checkout -q fix");
    EXPECT_THAT(push("../open.git", "fix", "refs/heads/main", "borrows"), Contains(HasSubstr("(private-commit 1)")));
}

TEST_F(PushGuard, knows_rewritten_commits) {
    // Reworded and by somebody else: another id.
    run("git checkout -q -b reworded fix && GIT_AUTHOR_NAME=x git commit -q --amend --reset-author -m 'tidy up'",
        "work");
    EXPECT_THAT(push("origin", "reworded"), Contains(HasSubstr("(same-patch 1)")));
    // Picked onto another base.
    run("git checkout -q -b picked main && sed -i '1i// a head' lib/parse.c && git commit -qam head && git cherry-pick "
        "fix && "
        "git commit -q --amend -m 'tidy up'",
        "work");
    const std::vector<std::string> reasons = push("origin", "picked");
    EXPECT_THAT(reasons, ElementsAre(AllOf(StartsWith("release 2026-06: commit "), HasSubstr("(same-patch 1)"))));
    // Squashed with another private one.
    run("git checkout -q fix && echo '/* a second part of what the fix does */' > lib/more.c && git add . && git "
        "commit -qm more",
        "work");
    set_taint(taint_of({"fix"}, {"origin/main"}));
    run("git checkout -q -b squashed main && git merge -q --squash fix && sed -i '1i// a head' lib/parse.c && git add "
        ". && "
        "git commit -qm 'all in one'",
        "work");
    EXPECT_THAT(push("origin", "squashed"), Contains(HasSubstr("private-blob")))
        << "its second file is a private content";
    // The content itself, as a file of a commit that changes more.
    run("git checkout -q -b copied main && git checkout -q fix -- lib/parse.c && echo x >> README && git commit -qam "
        "'other'",
        "work");
    EXPECT_THAT(push("origin", "copied"), Contains(AllOf(HasSubstr("(lib/parse.c)"), HasSubstr("(private-blob"))));
}

TEST_F(PushGuard, lets_public_commits_through_that_the_group_has_too) {
    run("git checkout -q main && echo news > news && git add . && git commit -qm news && git push -q group main && "
        "git checkout -q fix && git cherry-pick main && git push -q group fix && git checkout -q main",
        "work");
    set_taint(taint_of({"fix", "group/main"}, {"main"}));
    EXPECT_THAT(push("origin", "main"), IsEmpty());
    EXPECT_THAT(push("origin", "fix"), Not(IsEmpty()));
}

TEST_F(PushGuard, knows_embargoed_words_in_all_that_goes_out) {
    const struct {
        std::string commands;
        std::string what;
        std::string expected;
    } cases[] = {
        {"git commit -q --allow-empty -m 'fix " + secret_title + "'", "HEAD", "has words of a report's title"},
        {"echo 'see 2871234' > test.c && git add . && git commit -qm test", "HEAD", "(test.c:1): names a report"},
        {"touch test-2871234.c && git add . && git commit -qm test", "HEAD", "(test-[embargoed].c): names a report"},
        {"ln -s /x/2871234 l && git add . && git commit -qm test", "HEAD", "(l:1): names a report"},
        {"git notes add -m 'for CVE-2026-41414' HEAD", "refs/notes/commits", "names a CVE id"},
        {"git tag -a -m 'thanks quiet_finder9' v1 main", "refs/tags/v1", "tag"},
        {"git tag t $(echo 'text of 2871234' | git hash-object -w --stdin)", "refs/tags/t", "names a report"},
        {"echo 2871234 > x && git add x && git tag t2 $(git write-tree)", "refs/tags/t2", "(x:1): names a report"},
        {"echo 'from 2871234' > gone && git add . && git commit -qm a && git rm -q gone && git commit -qm b", "HEAD",
         "(gone:1): names a report"},
        {"git checkout -q -b side && git commit -q --allow-empty -m 2871234 && git checkout -q main && echo x > y && "
         "git add . && git commit -qm z && git merge -q -m merge side",
         "HEAD", "names a report"},
        {"git commit -q --allow-empty -m \"pick (cherry picked from commit $(git rev-parse fix))\"", "HEAD",
         "(private-commit 1)"},
    };
    for (const auto& one : cases) {
        run("rm -rf try && git clone -q open.git try && git -C try fetch -q ../work fix:fix");
        run(one.commands, "try");
        EXPECT_THAT(push("../open.git", one.what, one.what.starts_with("refs/") ? one.what : "refs/heads/main", "try"),
                    Contains(HasSubstr(one.expected)))
            << one.commands;
    }
    EXPECT_THAT(push("origin", "main", "refs/heads/report-2871234"), ElementsAre(HasSubstr("ref: names a report")));
}

TEST_F(PushGuard, looks_into_submodules) {
    run("git init -q --bare -b main sub-open.git && git clone -q sub-open.git sub-work && git -C sub-work commit -q "
        "--allow-empty -m first && git -C sub-work push -q origin HEAD:main");
    run("git -c protocol.file.allow=always submodule -q add ../sub-open.git sub && git commit -qm 'a submodule'",
        "work");
    run("git config push.recurseSubmodules on-demand", "work");
    EXPECT_THAT(push("origin", "main"), IsEmpty());
    run("git -C sub commit -q --allow-empty -m 'part of 2871234' && git add sub && git commit -qm 'newer sub'", "work");
    const std::string expected = "(line 6, reached from submodule sub): names a report (report-id 1)";
    EXPECT_THAT(push("origin", "main"), Contains(HasSubstr(expected)));
    EXPECT_THAT(push("group", "main"), Contains(HasSubstr(expected)))
        << "the submodule's remote is public all the same";
    run("git config --unset push.recurseSubmodules", "work");
    EXPECT_THAT(push("origin", "main"), Contains(HasSubstr(expected))) << "it may stand on the command line";
    // A submodule at a private commit, wherever it is pushed to.
    TaintSet set = secret_set();
    set.commit_ids = {run("git -C sub rev-parse HEAD", "work")};
    set_taint(set);
    EXPECT_THAT(push("origin", "main"), Contains(AllOf(HasSubstr("submodule "), HasSubstr("(private-commit 1)"))));
}

TEST_F(PushGuard, refuses_what_it_cannot_judge) {
    run("git commit -q --allow-empty -m second && git push -q origin main", "work");
    run("git clone -q --depth 1 file://" + path("open.git") + " shallow");
    run("git commit -q --allow-empty -m next", "shallow");
    EXPECT_THAT(push("origin", "HEAD", "refs/heads/main", "shallow"), IsEmpty()) << "the remote has the rest";
    EXPECT_THAT(push("origin", "HEAD", "refs/heads/new", "shallow"), Not(IsEmpty()))
        << "it has not, for all that is known";
    Push request{.folder = path("work"), .remote = "origin"};
    request.environment = environment();
    request.refs.push_back({"x", std::string(40, '1'), "refs/heads/x", zeros});
    EXPECT_THAT(judge(request), ElementsAre(StartsWith("cannot be judged: object 1111")));
    request.folder = path();
    EXPECT_THAT(judge(request), ElementsAre(StartsWith("cannot be judged: ")));
    EXPECT_THAT(judge(request, lift), IsEmpty());
    // A tree so deep that it is not walked.
    run("t=$(git hash-object -t tree -w /dev/null); for i in $(seq 600); do t=$(printf '040000 tree %s\\ta\\n' $t | "
        "git "
        "mktree); done; git update-ref refs/heads/deep $(git commit-tree -m deep $t)",
        "work");
    EXPECT_THAT(push("origin", "deep"), Contains(HasSubstr("is deeper than 512 folders")));
}

TEST_F(PushGuard, has_nothing_to_say_of_deletions_and_no_embargo) {
    Push request{.folder = path("work"), .remote = "origin"};
    request.environment = environment();
    request.refs.push_back({"(delete)", zeros, "refs/heads/x-2871234", run("git rev-parse main", "work")});
    EXPECT_THAT(judge(request), IsEmpty());
    const ReleaseEmbargo undated{"x", std::nullopt, nullptr};
    EXPECT_TRUE(undated.holds(lift));
    EXPECT_TRUE(judge_push(request, rules(), {}, lift).allowed());
}

TEST(PrePush, has_four_words_a_line) {
    const std::string id(40, 'a');
    const auto refs = parse_pre_push("refs/heads/a " + id + " refs/heads/b " + zeros + "\n\n");
    ASSERT_TRUE(refs);
    EXPECT_THAT(*refs, ElementsAre(PushedRef{"refs/heads/a", id, "refs/heads/b", zeros}));
    EXPECT_TRUE(parse_pre_push("")->empty());
    EXPECT_EQ(parse_pre_push("\na b c").error().message(), "standard input:2: is not \"LOCAL-REF ID REMOTE-REF ID\"");
}

}  // namespace
}  // namespace ward::release
