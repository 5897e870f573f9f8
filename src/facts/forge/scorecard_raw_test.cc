#include "facts/forge/scorecard_raw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/forge/facts_file.h"

namespace ward::forge {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::string_view whole = R"({"date":"2026-11-22T12:00:00Z","repo":{"name":"github.com/o/r","commit":"c1"},
"scorecard":{"version":"v5.5.0","commit":"x"},"metadata":null,"results":{
"defaultBranchChangesets":[
 {"number":"7","platform":"GitHub","authors":[{"login":"ada","isBot":false}],"reviews":[{"state":"APPROVED","reviewer":{"login":"bob","isBot":false}}],
  "commits":[{"message":"m","sha":"c1","committer":{"login":"web-flow","isBot":false}},{"message":"n","sha":"c2","committer":{"login":"","isBot":false}}]},
 {"number":"c3","platform":"","authors":[{"login":""}],"reviews":[],"commits":[{"message":"o","sha":"c3","committer":{"login":"ada"}}]}],
"issues":[{"createdAt":"2026-01-02T00:00:00Z","author":{"login":"x","repoAssociation":"NONE"},"URL":"https://github.com/o/r/issues/1",
  "comments":[{"createdAt":"2026-01-03T00:00:00Z","author":{"login":"ada","repoAssociation":"MEMBER"}},{"createdAt":null,"author":null}]}],
"branchProtections":{"branches":[{"name":"main","protection":{"requiredReviewerCount":2,"allowsDeletions":false,"enforcesAdmin":null,"statusChecksContexts":["ci"]}},
  {"name":"old","protection":null}],"codeownersFiles":null},
"releases":[{"tag":"v1","url":"u","assets":[{"path":"a.tgz","url":"v"}]}],
"Contributors":{"users":[{"login":"ada","NumContributions":40,"company":[{"name":"acme"}],"organization":[{"login":"o"}],"isBot":false}]},
"licenses":[{"file":{"path":"LICENSE","spdxid":"MIT"}}],
"archived":{"status":true},"createdAt":{"timestamp":"2020-01-01T00:00:00Z"},"openssfBestPracticesBadge":{"badge":"InProgress"}}})";

TEST(ScorecardRaw, is_taken_as_far_as_it_goes) {
    const auto facts = facts_from_scorecard_raw(whole, "raw.json");
    ASSERT_TRUE(facts) << facts.error().message();
    EXPECT_EQ(facts->host, "github.com");
    EXPECT_EQ(facts->name, "o/r");
    EXPECT_EQ(facts->commit, "c1");
    ASSERT_TRUE(facts->commits);
    ASSERT_THAT(*facts->commits, SizeIs(3));
    EXPECT_EQ(facts->commits->at(1).pull_request->number, 7);
    EXPECT_EQ(facts->commits->at(1).pull_request->reviews[0].author.login, "bob");
    EXPECT_FALSE(facts->commits->at(2).pull_request);
    EXPECT_EQ(facts->issues->at(0).comments[0].author.association, "MEMBER");
    EXPECT_EQ(facts->branches->at(0).protection.required_approvals, 2);
    EXPECT_EQ(facts->branches->at(0).protection.enforced_for_admins, std::nullopt);
    EXPECT_EQ(facts->branches->at(1).is_protected, false);
    EXPECT_EQ(facts->contributors, (std::vector<Contributor>{{"ada", 40, "acme", {"o"}}}));
    EXPECT_EQ(facts->license, (License{"MIT", "", "LICENSE"}));
    EXPECT_EQ(facts->archived, true);
    EXPECT_EQ(facts->badge_level, "in_progress");
    EXPECT_FALSE(facts->webhooks);
    EXPECT_THAT(facts->gaps, Contains(Gap{"webhooks", "raw results do not tell it"}));
    EXPECT_EQ(read_facts(write_facts(*facts), "f").value(), *facts);
}

TEST(ScorecardRaw, tells_what_was_not_run) {
    const auto facts = facts_from_scorecard_raw(
        R"({"date":"2026-11-22","repo":{"name":"github.com/o/r","commit":"c"},"results":{"issues":null,"createdAt":{"timestamp":"0001-01-01T00:00:00Z"},
            "archived":{"status":false},"openssfBestPracticesBadge":{"badge":""},"Contributors":{"users":null},"branchProtections":{"branches":null}}})",
        "raw.json");
    ASSERT_TRUE(facts) << facts.error().message();
    EXPECT_FALSE(facts->commits || facts->issues || facts->archived || facts->branches || facts->contributors ||
                 facts->badge_level);
    EXPECT_THAT(facts->gaps, Contains(testing::Field(&Gap::part, "archived")));
}

TEST(ScorecardRaw, other_things_are_refused) {
    for (const char* bad :
         {"", "[]", "{}", R"({"repo":{},"results":{}})", R"({"date":"2026-11-22","repo":{"name":7},"results":{}})",
          R"({"date":"2026-11-22","repo":{"name":"github.com/o/r"},"results":{"issues":[{"URL":7}]}})"}) {
        const auto facts = facts_from_scorecard_raw(bad, "raw.json");
        ASSERT_FALSE(facts) << bad;
        EXPECT_THAT(facts.error().message(), HasSubstr("raw.json")) << bad;
    }
}

}  // namespace
}  // namespace ward::forge
