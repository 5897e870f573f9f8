// Maintained: is somebody there? Commits, and issues in which a collaborator (or somebody closer) wrote, of the last 90
// days; twelve and more are a full score. An archived repository or one of less than 90 days has none.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view maintained_name = "Maintained";
constexpr int look_back_days = 90;
constexpr int full_activity = look_back_days / 7;  // one a week
// How GitHub and GitLab name who belongs to a project.
constexpr std::array<std::string_view, 4> insiders{"COLLABORATOR", "MEMBER", "MAINTAINER", "OWNER"};

// Strictly later: who wrote exactly 90 days ago is too late. A time that cannot be read is no time.
bool is_after(std::string_view time, Instant threshold) {
    const auto instant = parse_instant(time);
    return instant && *instant > threshold;
}

bool is_insider(const forge::User& user) {
    return std::ranges::find(insiders, user.association) != insiders.end();
}

bool has_insiders_activity(const forge::Issue& issue, Instant threshold) {
    if (is_insider(issue.author) && is_after(issue.created, threshold)) return true;
    return std::ranges::any_of(issue.comments, [&](const forge::IssueComment& comment) {
        return is_insider(comment.author) && is_after(comment.created, threshold);
    });
}

std::vector<ProbeFinding> probes_of(bool is_archived, bool is_new, int64_t commits, int64_t issues) {
    const std::string days = std::to_string(look_back_days);
    const auto outcome = [](bool is) { return is ? Outcome::yes : Outcome::no; };
    return {
        {.probe = "archived",
         .outcome = outcome(is_archived),
         .message = is_archived ? "Repository is archived." : "Repository is not archived."},
        {.probe = "hasRecentCommits",
         .outcome = outcome(commits > 0),
         .message = commits > 0 ? "Found a contribution within the threshold."
                                : "Did not find contribution within the threshold.",
         .values = {{"commitsWithinThreshold", std::to_string(commits)}, {"lookBackDays", days}}},
        {.probe = "issueActivityByProjectMember",
         .outcome = outcome(issues > 0),
         .message = issues > 0 ? "Found a issue within the threshold." : "Did not find issues within the threshold.",
         .values = {{"numberOfIssuesUpdatedWithinThreshold", std::to_string(issues)}, {"lookBackDays", days}}},
        {.probe = "createdRecently",
         .outcome = outcome(is_new),
         .message = is_new ? fmt::format("Repository was created within the last {} days.", days)
                           : fmt::format("Repository was not created within the last {} days.", days),
         .values = {{"lookBackDays", days}}},
    };
}

CheckResult judge_maintained(bool is_archived, bool is_new, int64_t commits, int64_t issues) {
    if (is_archived) return scored(maintained_name, "project is archived", 0);
    if (is_new) {
        return scored(maintained_name,
                      "project was created within the last 90 days. Please review its contents carefully", 0);
    }
    return proportional(
        maintained_name,
        fmt::format("{} commit(s) and {} issue activity found in the last {} days", commits, issues, look_back_days),
        commits + issues, full_activity);
}

CheckResult run_maintained(const Facts& facts) {
    const forge::ForgeFacts* forge = facts.forge;
    if (forge == nullptr || !forge->archived) return missing(maintained_name, facts, "archived");
    if (!forge->commits) return missing(maintained_name, facts, "commits");
    if (!forge->issues) return missing(maintained_name, facts, "issues");
    if (!forge->created) return missing(maintained_name, facts, "created");

    const Instant threshold = facts.as_of - look_back_days * seconds_per_day;
    const auto commits = std::ranges::count_if(
        *forge->commits, [&](const forge::Commit& commit) { return is_after(commit.date, threshold); });
    const auto issues = std::ranges::count_if(
        *forge->issues, [&](const forge::Issue& issue) { return has_insiders_activity(issue, threshold); });
    const bool is_new = is_after(*forge->created, threshold);

    CheckResult result = judge_maintained(*forge->archived, is_new, commits, issues);
    result.findings = probes_of(*forge->archived, is_new, commits, issues);
    for (const ProbeFinding& finding : result.findings) {
        const bool is_bad = finding.probe == "archived" || finding.probe == "createdRecently";
        if (is_bad && finding.outcome == Outcome::yes) {
            result.details.push_back(detail_of(finding, Detail::Level::warn));
        }
    }
    note_gap(result, facts, "commits");
    note_gap(result, facts, "issues");
    return result;
}

}  // namespace

WARD_CHECK(maintained) = {
    .name = maintained_name,
    .summary = "Determines if the project is \"actively maintained\".",
    .risk = Risk::high,
    .needs_forge = true,
    .reads_files = false,
    .needed = "a token that may read the repository and its issues",
    .run = run_maintained,
};

}  // namespace ward::scorecard
