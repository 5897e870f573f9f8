#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view ci_tests_check = "CI-Tests";

forge::Commit merged(int64_t number, std::string_view head, std::vector<forge::CommitStatus> statuses = {},
                     std::vector<forge::CheckSuite> suites = {}) {
    return {.id = "c" + std::to_string(number),
            .date = "2026-01-01T00:00:00Z",
            .message = "m",
            .pull_request = forge::PullRequest{.number = number,
                                               .head = std::string(head),
                                               .merged = "2026-01-01T00:00:00Z",
                                               .statuses = std::move(statuses),
                                               .check_suites = std::move(suites)}};
}

forge::CommitStatus status(std::string_view context, std::string_view state = "success", std::string_view target = "") {
    return {.state = std::string(state),
            .context = std::string(context),
            .target_url = std::string(target),
            .url = "https://api/status"};
}

forge::CheckSuite suite(std::string_view app, std::string_view conclusion = "success",
                        std::string_view state = "completed") {
    return {.app = std::string(app),
            .status = std::string(state),
            .conclusion = std::string(conclusion),
            .url = "https://api/suite"};
}

CheckResult judge(std::vector<forge::Commit> commits) {
    FactsFixture with;
    with.forge().commits = std::move(commits);
    return with.run(ci_tests_check);
}

TEST(CiTests, counts_merged_requests) {
    const auto tested = [](int64_t number) { return merged(number, "h" + std::to_string(number), {status("test")}); };
    const auto untested = [](int64_t number) { return merged(number, "h" + std::to_string(number)); };
    const CheckResult none = judge({untested(1), untested(2)});
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "0 out of 2 merged PRs checked by a CI test -- score normalized to 0");
    const CheckResult some = judge({tested(1), tested(2), untested(3)});
    EXPECT_EQ(some.score, 6);
    EXPECT_EQ(some.reason, "2 out of 3 merged PRs checked by a CI test -- score normalized to 6");
    EXPECT_EQ(lines_of(some),
              (Lines{"Debug: CI test found: pr: h1, context: test", "Debug: CI test found: pr: h2, context: test",
                     "Debug: merged PR 3 without CI test at HEAD: h3"}));
    EXPECT_EQ(judge({tested(1)}).score, 10);
}

TEST(CiTests, without_merged_requests_nothing_is_said) {
    forge::Commit open = merged(1, "h");
    open.pull_request->merged.clear();
    for (const auto& commits : {std::vector<forge::Commit>{}, std::vector<forge::Commit>{{.id = "c"}}, {open}}) {
        const CheckResult result = judge(commits);
        EXPECT_EQ(result.score, inconclusive);
        EXPECT_EQ(result.reason, "no pull request found");
        EXPECT_EQ(probes_of(result), Lines{"testsRunInCI NotApplicable no pull requests found"});
        EXPECT_EQ(result.error, std::nullopt);
    }
}

TEST(CiTests, knows_tests_by_their_words) {
    for (const std::string_view word :
         {"appveyor", "buildkite", "circleci", "e2e", "github-actions", "jenkins", "mergeable", "packit-as-a-service",
          "semaphoreci", "test", "travis-ci", "flutter-dashboard", "cirrus-ci", "azure-pipelines", "ci/woodpecker",
          "vstfs:///build/build", "Jenkins", "unit-TESTS", "https://ci.example/latest"}) {
        EXPECT_EQ(judge({merged(1, "h", {status(word)})}).score, 10) << word;
        EXPECT_EQ(judge({merged(1, "h", {status("x", "success", word)})}).score, 10) << word;
        EXPECT_EQ(judge({merged(1, "h", {}, {suite(word)})}).score, 10) << word;
    }
    // The peer compares lower-cased text with this one's capitals.
    for (const std::string_view word : {"Cirrus CI", "cla", "", "gitlab-ci", "lint"}) {
        EXPECT_EQ(judge({merged(1, "h", {status(word)}, {suite(word)})}).score, 0) << word;
    }
}

TEST(CiTests, only_success_counts) {
    for (const std::string_view state : {"failure", "pending", "error", "SUCCESS", ""}) {
        EXPECT_EQ(judge({merged(1, "h", {status("test", state)})}).score, 0) << state;
        EXPECT_EQ(judge({merged(1, "h", {}, {suite("github-actions", state)})}).score, 0) << state;
    }
    EXPECT_EQ(judge({merged(1, "h", {}, {suite("github-actions", "success", "in_progress")})}).score, 0);
    EXPECT_EQ(judge({merged(1, "h", {}, {suite("github-actions", "neutral")})}).score, 0);
    EXPECT_EQ(judge({merged(1, "h", {status("test", "failure"), status("test")})}).score, 10);
}

TEST(CiTests, a_status_comes_before_a_suite) {
    const CheckResult both = judge({merged(7, "h", {status("jenkins")}, {suite("github-actions")})});
    EXPECT_EQ(probes_of(both), Lines{"testsRunInCI True CI test found: pr: h, context: jenkins"});
    EXPECT_EQ(both.findings[0].location->path, "https://api/status");
    const CheckResult one = judge({merged(7, "h", {}, {suite("github-actions")})});
    EXPECT_EQ(probes_of(one), Lines{"testsRunInCI True CI test found: pr: 7, context: github-actions"});
    EXPECT_EQ(one.findings[0].location->path, "https://api/suite");
}

TEST(CiTests, commits_of_one_head_are_one_request) {
    const CheckResult result =
        judge({merged(1, "h", {status("test")}), merged(1, "h", {status("test")}), merged(2, "i"), merged(3, "i")});
    EXPECT_EQ(result.reason, "1 out of 2 merged PRs checked by a CI test -- score normalized to 5");
    EXPECT_EQ(result.findings[1].message, "merged PR 3 without CI test at HEAD: i") << "the last number";
}

TEST(CiTests, what_is_not_known_is_not_guessed) {
    expect_needs_forge(ci_tests_check);
    FactsFixture with;
    with.forge();
    expect_lacks(with, ci_tests_check, "commits");
    with.forge().commits = std::vector{merged(1, "h")};
    with.forge().commits->front().pull_request->statuses.reset();
    expect_lacks(with, ci_tests_check, "statuses");
    with.forge().gaps = {{.part = "commits", .reason = "not whole: hidden; needs checks: read"}};
    EXPECT_EQ(with.run(ci_tests_check).reason,
              "the forge's facts lack statuses: not whole: hidden; needs checks: read");
    with.forge().gaps.clear();
    with.forge().commits->front().pull_request->check_suites = {{suite("github-actions")}};
    EXPECT_EQ(with.run(ci_tests_check).score, 10) << "the suites show it";
    with.forge().commits = std::vector{merged(1, "h", {status("lint")})};
    with.forge().commits->front().pull_request->check_suites.reset();
    expect_lacks(with, ci_tests_check, "check_suites");
}

}  // namespace
}  // namespace ward::scorecard
