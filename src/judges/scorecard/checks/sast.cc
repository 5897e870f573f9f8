// SAST: is static analysis set up, and does it run on what is merged?
#include <algorithm>
#include <array>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/go_semantics.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view sast_name = "SAST";
constexpr std::string_view tool_probe = "sastToolConfigured";
constexpr std::string_view commits_probe = "sastToolRunsOnAllCommits";

struct Tool {
    std::string_view name;
    std::string_view action;  // whole name; with '/' at the end, where a name starts
};
// In the peer's order; SonarQube, which is found in pom.xml, stands behind the first.
constexpr Tool code_ql{"CodeQL", "github/codeql-action/analyze"};
constexpr std::array<Tool, 4> other_tools{{{"Snyk", "snyk/actions/"},
                                           {"Pysa", "facebook/pysa-action"},
                                           {"Qodana", "JetBrains/qodana-action"},
                                           {"Hadolint", "hadolint/hadolint-action"}}};

bool is_use_of(std::string_view uses, const Tool& tool) {
    if (uses.starts_with("actions://")) uses.remove_prefix(std::string_view("actions://").size());
    const std::string_view action = without_version(uses);
    return tool.action.ends_with('/') ? action.starts_with(tool.action) : action == tool.action;
}

ProbeFinding configured(std::string_view tool, Location location) {
    ProbeFinding finding{.probe = tool_probe,
                         .outcome = Outcome::yes,
                         .message = fmt::format("SAST configuration detected: {}", tool),
                         .location = std::move(location)};
    finding.values["tool"] = tool;
    return finding;
}

// A row for each step that uses it.
void find_actions(const Facts& facts, const Tool& tool, std::vector<ProbeFinding>& out) {
    for (const WorkflowFile& file : facts.workflows())
        for (const workflow::Job& job : file.parsed->jobs)
            for (const workflow::Step& step : job.steps) {
                const workflow::Text* action = action_of(step);
                if (action != nullptr && is_use_of(action->value, tool))
                    out.push_back(configured(
                        tool.name, {.path = std::string(file.path), .kind = Location::Kind::source, .line = 1}));
            }
}

// The first line with that text; 0: none. Fails where a line in front of it is one that the peer's reader gives up on.
Result<uint32_t> line_with(std::string_view text, std::string_view wanted) {
    const GoLines scanned = go_scan_lines(text);
    uint32_t number = 0;
    for (const std::string_view line : scanned.lines) {
        ++number;
        if (line.contains(wanted)) return number;
    }
    if (scanned.too_long) return fail(ErrorCode::parse, "internal error: scanner.Err(): bufio.Scanner: token too long");
    return 0;
}

std::optional<std::string> find_sonar(const Facts& facts, std::vector<ProbeFinding>& out) {
    static const RE2 host(R"(<sonar\.host\.url>\s*(\S+)\s*<\/sonar\.host\.url>)");
    for (const TreeFile& file : facts.files()) {
        if (is_test_data(file.path) || !equal_ignoring_case(base_name(file.path), "pom.xml")) continue;
        const auto text = facts.read(file);
        if (!text) return text.error().message();
        std::string url;
        if (!RE2::PartialMatch(*text, host, &url)) continue;
        const auto line = line_with(*text, "<sonar.host.url>");
        if (!line) return line.error().what;
        const auto line_end = line_with(*text, "</sonar.host.url>");
        if (!line_end) return line_end.error().what;
        out.push_back(configured("Sonar", {.path = std::string(file.path),
                                           .kind = Location::Kind::source,
                                           .line = *line,
                                           .line_end = *line_end,
                                           .snippet = url}));
    }
    return std::nullopt;
}

bool was_analysed(const forge::PullRequest& request) {
    constexpr std::array<std::string_view, 5> apps{"github-advanced-security", "github-code-scanning", "lgtm-com",
                                                   "sonarcloud", "sonarqubecloud"};
    if (!request.check_suites) return false;
    return std::ranges::any_of(*request.check_suites, [&](const forge::CheckSuite& suite) {
        return suite.status == "completed" && (suite.conclusion == "success" || suite.conclusion == "neutral") &&
               std::ranges::find(apps, suite.app) != apps.end();
    });
}

ProbeFinding about_commits(const Facts& facts) {
    int64_t merged = 0;
    int64_t analysed = 0;
    if (facts.forge != nullptr && facts.forge->commits)
        for (const forge::Commit& commit : *facts.forge->commits) {
            if (!commit.pull_request || commit.pull_request->merged.empty()) continue;
            ++merged;
            if (was_analysed(*commit.pull_request)) ++analysed;
        }
    ProbeFinding finding{.probe = commits_probe, .outcome = Outcome::not_applicable};
    if (merged == 0) {
        finding.message = "no pull requests merged into dev branch";
        return finding;
    }
    finding.values["totalPullRequestsAnalyzed"] = std::to_string(analysed);
    finding.values["totalPullRequestsMerged"] = std::to_string(merged);
    const bool all = analysed == merged;
    finding.outcome = all ? Outcome::yes : Outcome::no;
    finding.message = all ? fmt::format("all commits ({}) are checked with a SAST tool", merged)
                          : fmt::format("{} commits out of {} are checked with a SAST tool", analysed, merged);
    return finding;
}

int share_of(const ProbeFinding& commits) {
    if (commits.outcome == Outcome::not_applicable) return inconclusive;
    const auto number = [&](const char* key) { return to_number<int64_t>(commits.values.at(key)).value_or(0); };
    return proportional_score(number("totalPullRequestsAnalyzed"), number("totalPullRequestsMerged"));
}

CheckResult judge_sast(bool has_code_ql, bool has_other, int share) {
    constexpr int commits_weight = 3;
    constexpr int tool_weight = 7;
    if (has_other) return scored(sast_name, "SAST tool detected", max_score);
    if (share == inconclusive)
        return has_code_ql ? scored(sast_name, "SAST tool detected: CodeQL", max_score)
                           : scored(sast_name, "no SAST tool detected", 0);
    if (share == max_score) return scored(sast_name, "SAST tool is run on all commits", max_score);
    if (!has_code_ql)
        return scored(sast_name, fmt::format("SAST tool is not run on all commits -- score normalized to {}", share),
                      share);
    return scored(sast_name, "SAST tool detected but not run on all commits",
                  (share * commits_weight + max_score * tool_weight) / (commits_weight + tool_weight));
}

// What nobody knows of the requests that were merged; "" where all is known, or there is no forge to ask.
std::string_view unknown_of_commits(const Facts& facts) {
    if (facts.forge == nullptr) return "";
    if (!facts.forge->commits) return "commits";
    const bool all_known = std::ranges::all_of(*facts.forge->commits, [](const forge::Commit& commit) {
        return !commit.pull_request || commit.pull_request->merged.empty() || commit.pull_request->check_suites;
    });
    return all_known ? "" : "check_suites";
}

CheckResult run_sast(const Facts& facts) {
    for (const WorkflowFile& file : facts.workflows())
        if (!file.parsed) return failed(sast_name, error_of_workflow(file));
    std::vector<ProbeFinding> tools;
    find_actions(facts, code_ql, tools);
    const bool has_code_ql = !tools.empty();
    if (const auto error = find_sonar(facts, tools)) return failed(sast_name, *error);
    for (const Tool& tool : other_tools) find_actions(facts, tool, tools);
    const bool has_other = std::ranges::any_of(
        tools, [](const ProbeFinding& finding) { return finding.values.at("tool") != code_ql.name; });
    const std::string_view unknown = unknown_of_commits(facts);
    if (!has_other && !unknown.empty()) return missing(sast_name, facts, unknown, "commits");
    ProbeFinding commits = about_commits(facts);
    CheckResult result = judge_sast(has_code_ql, has_other, share_of(commits));
    for (const ProbeFinding& finding : tools)
        result.details.push_back({.level = Detail::Level::info, .text = finding.message});
    result.details.push_back({.level = commits.outcome == Outcome::yes ? Detail::Level::info : Detail::Level::warn,
                              .text = commits.message});
    if (tools.empty())
        tools.push_back(
            {.probe = tool_probe, .outcome = Outcome::no, .message = "no SAST configuration files detected"});
    result.findings = std::move(tools);
    result.findings.push_back(std::move(commits));
    return result;
}

CheckResult run_with_own(const Facts& facts) {
    CheckResult result = run_sast(facts);
    add_own_analysers(facts, result);
    return result;
}

}  // namespace

WARD_CHECK(sast) = {.name = sast_name,
                    .summary = "Determines if the project uses static code analysis.",
                    .risk = Risk::medium,
                    .needed = "the forge's check suites, to tell that it runs on what is merged",
                    .run = run_with_own};

}  // namespace ward::scorecard
