#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view maintained_check = "Maintained";
constexpr std::string_view today = "2026-04-01T00:00:00Z";
constexpr std::string_view recent = "2026-03-01T12:00:00Z";
constexpr std::string_view threshold = "2026-01-01T00:00:00Z";  // 90 days before
constexpr std::string_view just_after = "2026-01-01T00:00:01Z";
constexpr std::string_view long_ago = "2020-01-01T00:00:00Z";

FactsFixture calm() {
    FactsFixture with;
    with.as_of(today);
    forge::ForgeFacts& forge = with.forge();
    forge.archived = false;
    forge.created = long_ago;
    forge.commits.emplace();
    forge.issues.emplace();
    return with;
}

void add_commits(FactsFixture& with, int count, std::string_view date) {
    for (int i = 0; i < count; ++i) with.forge().commits->push_back({.id = "c", .date = std::string(date)});
}

void add_issue(FactsFixture& with, std::string_view association, std::string_view created) {
    with.forge().issues->push_back(
        {.author = {.login = "a", .association = std::string(association)}, .created = std::string(created)});
}

void add_comment(FactsFixture& with, std::string_view association, std::string_view created) {
    add_issue(with, "NONE", long_ago);
    with.forge().issues->back().comments.push_back(
        {.author = {.login = "b", .association = std::string(association)}, .created = std::string(created)});
}

TEST(Maintained, twelve_commits_are_enough) {
    struct Row {
        int commits = 0;
        int score = 0;
    };
    for (const Row& row : std::vector<Row>{{0, 0}, {1, 0}, {2, 1}, {6, 5}, {11, 9}, {12, 10}, {30, 10}}) {
        FactsFixture with = calm();
        add_commits(with, row.commits, recent);
        const CheckResult result = with.run(maintained_check);
        EXPECT_EQ(result.score, row.score) << row.commits;
        EXPECT_EQ(result.reason, std::to_string(row.commits) +
                                     " commit(s) and 0 issue activity found in the last 90 days -- score normalized "
                                     "to " +
                                     std::to_string(row.score));
        EXPECT_TRUE(result.details.empty());
    }
}

TEST(Maintained, counts_what_is_younger_than_90_days) {
    FactsFixture with = calm();
    add_commits(with, 5, threshold);
    add_commits(with, 1, just_after);
    add_commits(with, 1, "not a time");
    add_commits(with, 1, "2026-01-01T01:30:00+01:00");  // half past midnight in UTC
    EXPECT_EQ(with.run(maintained_check).reason,
              "2 commit(s) and 0 issue activity found in the last 90 days -- score normalized to 1");
}

TEST(Maintained, issues_count_once_and_only_by_insiders) {
    struct Row {
        std::string_view association;
        int counts = 0;
    };
    for (const Row& row : std::vector<Row>{{"OWNER", 1},
                                           {"MEMBER", 1},
                                           {"MAINTAINER", 1},
                                           {"COLLABORATOR", 1},
                                           {"CONTRIBUTOR", 0},
                                           {"FIRST_TIME_CONTRIBUTOR", 0},
                                           {"FIRST_TIMER", 0},
                                           {"NONE", 0},
                                           {"MANNEQUIN", 0},
                                           {"", 0}}) {
        FactsFixture opened = calm();
        add_issue(opened, row.association, recent);
        EXPECT_EQ(opened.run(maintained_check).findings[2].values.at("numberOfIssuesUpdatedWithinThreshold"),
                  std::to_string(row.counts))
            << row.association;
        FactsFixture answered = calm();
        add_comment(answered, row.association, recent);
        answered.forge().issues->back().comments.push_back(answered.forge().issues->back().comments.front());
        EXPECT_EQ(answered.run(maintained_check).findings[2].values.at("numberOfIssuesUpdatedWithinThreshold"),
                  std::to_string(row.counts))
            << row.association;
    }
    FactsFixture old = calm();
    add_issue(old, "OWNER", threshold);
    add_comment(old, "OWNER", threshold);
    EXPECT_EQ(old.run(maintained_check).score, 0);
}

TEST(Maintained, commits_and_issues_add_up) {
    FactsFixture with = calm();
    add_commits(with, 5, recent);
    for (int i = 0; i < 3; ++i) add_issue(with, "MEMBER", recent);
    const CheckResult result = with.run(maintained_check);
    EXPECT_EQ(result.score, 6);
    EXPECT_EQ(probes_of(result), (Lines{"archived False Repository is not archived.",
                                        "hasRecentCommits True Found a contribution within the threshold.",
                                        "issueActivityByProjectMember True Found a issue within the threshold.",
                                        "createdRecently False Repository was not created within the last 90 days."}));
    EXPECT_EQ(result.findings[1].values.at("commitsWithinThreshold"), "5");
    EXPECT_EQ(result.findings[1].values.at("lookBackDays"), "90");
}

TEST(Maintained, an_archived_repository_has_0) {
    FactsFixture with = calm();
    add_commits(with, 30, recent);
    with.forge().archived = true;
    const CheckResult result = with.run(maintained_check);
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(result.reason, "project is archived");
    EXPECT_EQ(lines_of(result), Lines{"Warn: Repository is archived."});
}

TEST(Maintained, so_has_a_new_one) {
    FactsFixture with = calm();
    add_commits(with, 30, recent);
    with.forge().created = just_after;
    const CheckResult result = with.run(maintained_check);
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(result.reason, "project was created within the last 90 days. Please review its contents carefully");
    EXPECT_EQ(lines_of(result), Lines{"Warn: Repository was created within the last 90 days."});
    with.forge().created = threshold;
    EXPECT_EQ(with.run(maintained_check).score, 10);
}

TEST(Maintained, needs_four_parts) {
    expect_needs_forge(maintained_check);
    FactsFixture with = calm();
    with.forge().archived.reset();
    expect_lacks(with, maintained_check, "archived");
    with = calm();
    with.forge().commits.reset();
    expect_lacks(with, maintained_check, "commits");
    with = calm();
    with.forge().issues.reset();
    expect_lacks(with, maintained_check, "issues");
    with = calm();
    with.forge().created.reset();
    expect_lacks(with, maintained_check, "created");
}

}  // namespace
}  // namespace ward::scorecard
