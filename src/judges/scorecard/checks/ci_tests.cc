// CI-Tests: of the pull requests that were merged with the last commits, how many had passed a test. One entry a head
// commit: a squashed or rebased request comes with several commits. (The peer lists them in an order of chance; here
// the newest comes first.)
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view ci_tests_name = "CI-Tests";
constexpr std::string_view ci_tests_probe = "testsRunInCI";

// In the name or the address of what ran. (The peer has "Cirrus CI" too, which no lower-case text contains.)
constexpr std::array<std::string_view, 16> test_words{"appveyor",       "buildkite",
                                                      "circleci",       "e2e",
                                                      "github-actions", "jenkins",
                                                      "mergeable",      "packit-as-a-service",
                                                      "semaphoreci",    "test",
                                                      "travis-ci",      "flutter-dashboard",
                                                      "cirrus-ci",      "azure-pipelines",
                                                      "ci/woodpecker",  "vstfs:///build/build"};

bool is_test(std::string_view text) {
    const std::string lower = to_lower(text);
    return std::ranges::any_of(test_words, [&](std::string_view word) { return lower.contains(word); });
}

// What is known of one head commit: the number is that of the last commit which names it, results are the first ones.
struct Head {
    std::string_view id;
    int64_t number = 0;
    const std::vector<forge::CommitStatus>* statuses = nullptr;
    const std::vector<forge::CheckSuite>* suites = nullptr;
};

std::vector<Head> merged_heads(const std::vector<forge::Commit>& commits) {
    std::vector<Head> heads;
    for (const forge::Commit& commit : commits) {
        if (!commit.pull_request || commit.pull_request->merged.empty()) continue;
        const forge::PullRequest& request = *commit.pull_request;
        auto head = std::ranges::find(heads, request.head, &Head::id);
        if (head == heads.end()) head = heads.insert(heads.end(), {.id = request.head});
        head->number = request.number;
        if (head->statuses == nullptr && request.statuses) head->statuses = &*request.statuses;
        const bool has_suites = head->suites != nullptr && !head->suites->empty();
        if (!has_suites && request.check_suites) head->suites = &*request.check_suites;
    }
    return heads;
}

std::optional<ProbeFinding> passed_status(const Head& head) {
    if (head.statuses == nullptr) return std::nullopt;
    for (const forge::CommitStatus& status : *head.statuses) {
        if (status.state != "success" || !(is_test(status.context) || is_test(status.target_url))) continue;
        return ProbeFinding{.probe = ci_tests_probe,
                            .outcome = Outcome::yes,
                            .message = fmt::format("CI test found: pr: {}, context: {}", head.id, status.context),
                            .location = Location{.path = status.url, .kind = Location::Kind::url}};
    }
    return std::nullopt;
}

std::optional<ProbeFinding> passed_suite(const Head& head) {
    if (head.suites == nullptr) return std::nullopt;
    for (const forge::CheckSuite& suite : *head.suites) {
        if (suite.status != "completed" || suite.conclusion != "success" || !is_test(suite.app)) continue;
        return ProbeFinding{.probe = ci_tests_probe,
                            .outcome = Outcome::yes,
                            .message = fmt::format("CI test found: pr: {}, context: {}", head.number, suite.app),
                            .location = Location{.path = suite.url, .kind = Location::Kind::url}};
    }
    return std::nullopt;
}

ProbeFinding look_at_ci_tests(const Head& head) {
    if (auto found = passed_status(head)) return *found;
    if (auto found = passed_suite(head)) return *found;
    return {.probe = ci_tests_probe,
            .message = fmt::format("merged PR {} without CI test at HEAD: {}", head.number, head.id)};
}

CheckResult run_ci_tests(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->commits) return missing(ci_tests_name, facts, "commits");
    const std::vector<Head> heads = merged_heads(*facts.forge->commits);
    if (heads.empty()) {
        CheckResult result = without_score(ci_tests_name, "no pull request found");
        result.findings.push_back(
            {.probe = ci_tests_probe, .outcome = Outcome::not_applicable, .message = "no pull requests found"});
        return result;
    }
    CheckResult result;
    int64_t tested = 0;
    for (const Head& head : heads) {
        ProbeFinding finding = look_at_ci_tests(head);
        // Where one part is not known, the other may still show a test; nothing shows that there was none.
        if (finding.outcome == Outcome::no && head.statuses == nullptr)
            return missing(ci_tests_name, facts, "statuses", "commits");
        if (finding.outcome == Outcome::no && head.suites == nullptr)
            return missing(ci_tests_name, facts, "check_suites", "commits");
        if (finding.outcome == Outcome::yes) ++tested;
        result.details.push_back({.level = Detail::Level::debug, .text = finding.message});
        result.findings.push_back(std::move(finding));
    }
    const auto total = static_cast<int64_t>(heads.size());
    CheckResult out = proportional(
        ci_tests_name, fmt::format("{} out of {} merged PRs checked by a CI test", tested, total), tested, total);
    out.details = std::move(result.details);
    out.findings = std::move(result.findings);
    note_gap(out, facts, "commits");
    return out;
}

}  // namespace

WARD_CHECK(ci_tests) = {
    .name = ci_tests_name,
    .summary = "Determines if the project runs tests before pull requests are merged.",
    .risk = Risk::low,
    .needs_forge = true,
    .reads_files = false,
    .needed = "a token that may read commits, pull requests, statuses and checks",
    .run = run_ci_tests,
};

}  // namespace ward::scorecard
