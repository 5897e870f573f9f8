// Commits of a line and their trailers, and the texts of a proposal.
#include "actions/release/run/line_commits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/record/testing.h"
#include "actions/release/run/proposal_texts.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Trailers, StandInTheLastParagraph) {
    const char* message =
        "subject\n\nCVE-ID: not-this\n\nPR-URL: https://a/1\ncve-id: CVE-2026-1\nCVE-ID: CVE-2026-2\n";
    EXPECT_THAT(trailers(message, "CVE-ID"), ElementsAre("CVE-2026-1", "CVE-2026-2"));
    EXPECT_THAT(trailers(message, "PR-URL"), ElementsAre("https://a/1"));
    EXPECT_THAT(trailers("CVE-ID: CVE-2026-1", "CVE-ID"), IsEmpty());  // a subject is none
    EXPECT_THAT(trailers("", "CVE-ID"), IsEmpty());
}

TEST(Trailers, AreAddedOnce) {
    EXPECT_EQ(with_trailers("subject\n", {"CVE-ID: CVE-2026-1"}), "subject\n\nCVE-ID: CVE-2026-1\n");
    EXPECT_EQ(with_trailers("subject\n\ntext\n", {"A: 1", "B: 2"}), "subject\n\ntext\n\nA: 1\nB: 2\n");
    EXPECT_EQ(with_trailers("subject\n\nA: 1\n", {"A: 1", "B: 2"}), "subject\n\nA: 1\nB: 2\n");
    EXPECT_EQ(with_trailers("subject\n\nA: 1\n", {"A: 1"}), "subject\n\nA: 1\n");
    EXPECT_EQ(with_trailers("subject\n\nA: 1\nand text\n", {"A: 1"}), "subject\n\nA: 1\nand text\n\nA: 1\n");
    EXPECT_EQ(with_trailers("subject", {}), "subject\n");
}

TEST(Trailers, SayWhatACommitFixes) {
    Report report = sample_release().reports.front();
    report.ranges.front().pull = "https://github.com/o/p/pull/7";
    const std::string line = report.ranges.front().line;
    const auto commit = [](std::string message) {
        return LineCommit{.id = {}, .author = {}, .message = std::move(message)};
    };
    EXPECT_TRUE(fixes(commit("s\n\nCVE-ID: " + report.cves.front()), report, line));
    EXPECT_TRUE(fixes(commit("s\n\nPR-URL: https://github.com/o/p/pull/7"), report, line));
    EXPECT_FALSE(fixes(commit("s\n\nPR-URL: https://github.com/o/p/pull/7"), report, "99"));
    EXPECT_FALSE(fixes(commit("s\n\nPR-URL: https://github.com/o/p/pull/70"), report, line));
    EXPECT_FALSE(fixes(commit(report.cves.front()), report, line));
}

TEST(Commits, AreThoseThatOneSideHas) {
    const gitobjects::GitFixture git;
    if (!git.has_git()) GTEST_SKIP() << "needs git";
    git.run("git init -q -b main r");
    git.run(
        "git config user.name 'A B' && git config user.email a@example.org && git commit -q --allow-empty -m base && "
        "git tag base && git checkout -q -b side && git commit -q --allow-empty -m side && git checkout -q main && "
        "git commit -q --allow-empty -m one && git merge -q --no-ff -m merge side",
        "r");
    const auto repository = gitobjects::Repository::open(git.path("r"));
    ASSERT_TRUE(repository);
    const auto base = repository->resolve("base")->commit;
    const auto tip = repository->resolve("main")->commit;
    const auto found = commits_between(*repository, base, tip);
    ASSERT_TRUE(found) << found.error().message();
    std::vector<std::string> subjects;
    for (const LineCommit& commit : *found) subjects.push_back(commit.message);
    EXPECT_THAT(subjects, testing::UnorderedElementsAre("merge\n", "one\n", "side\n"));
    EXPECT_FALSE(found->front().author.empty());
    EXPECT_THAT(commits_between(*repository, tip, base).value(), SizeIs(0));
}

class Proposals : public testing::Test {
  protected:
    ProposalInput input() const {
        return {.release = release_,
                .project = project_,
                .line = release_.lines.front(),
                .notable = "This is a security release.\n\n### Notable Changes\n\n* (CVE-2026-1) x\n",
                .commits = {{.id = gitobjects::ObjectId::from_hex(std::string(40, 'a')).value(),
                             .author = "A *B*",
                             .message =
                                 "lib: <b>check</b>\n\nPR-URL: https://github.com/o/p/pull/7\nCVE-ID: CVE-2026-1\n"}},
                .date = "2026-06-16"};
    }
    Release release_ = sample_release();
    Project project_;
};

TEST_F(Proposals, ASectionGoesOnTop) {
    const std::string changelog =
        "<a href=\"#20.5.1\">20.5.1</a><br/>\n\n<a id=\"20.5.1\"></a>\n\n## 2026-01-01, Version 20.5.1 'Iron' (LTS), "
        "@x\n";
    EXPECT_EQ(proposal_title(input(), changelog), "2026-06-16, Version 20.5.2 'Iron' (LTS)");
    const auto with = with_section(input(), changelog);
    ASSERT_TRUE(with);
    EXPECT_THAT(*with, testing::StartsWith("<a href=\"#20.5.2\">20.5.2</a><br/>\n<a href=\"#20.5.1\">"));
    EXPECT_THAT(*with, HasSubstr("<a id=\"20.5.2\"></a>\n\n## 2026-06-16, Version 20.5.2 'Iron' (LTS)\n\nThis is"));
    EXPECT_THAT(*with, HasSubstr("**(CVE-2026-1)** **lib**: "));
    EXPECT_THAT(*with, HasSubstr("[o/p#7](https://github.com/o/p/pull/7)"));
    EXPECT_THAT(*with, testing::Not(HasSubstr("<b>")));
    EXPECT_THAT(*with, testing::EndsWith("## 2026-01-01, Version 20.5.1 'Iron' (LTS), @x\n"));
    EXPECT_THAT(proposal_message(input(), changelog), HasSubstr("\n\nNotable changes:\n\n* (CVE-2026-1) x\n"));
}

TEST_F(Proposals, AnotherFormIsNotGuessed) {
    for (const char* other : {"", "# Changes\n", "<a id=\"1\"></a>\n<a href=\"#1\">1</a>\n", "<a href=\"#1\">1</a>\n"})
        EXPECT_EQ(with_section(input(), other), std::nullopt) << other;
    EXPECT_EQ(proposal_title(input(), "\n## Something\n"), "2026-06-16, Version 20.5.2");
}

}  // namespace
}  // namespace ward::release
