// Packaging: does a workflow publish packages?
#include <array>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view packaging_name = "Packaging";
constexpr std::string_view packaging_probe = "packagedWithAutomatedWorkflow";

ProbeFinding found_at(std::string_view path, int line) {
    return {.probe = packaging_probe,
            .outcome = Outcome::yes,
            .message = "Project packages its releases by way of GitHub Actions.",
            .location = Location{
                .path = std::string(path), .kind = Location::Kind::source, .line = static_cast<uint32_t>(line)}};
}

struct Found {
    std::vector<ProbeFinding> findings;
    std::optional<std::string> error = {};
    std::optional<CheckResult> missing = {};  // of the first one of which nobody knows whether it ran
};

Found in_github_workflows(const Facts& facts) {
    Found out;
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.parsed) {
            out.error = error_of_workflow(file);
            return out;
        }
        const JobMatch match = packaging_job(file);
        if (match.job == nullptr) continue;
        // Whether it ever ran is known of the forge alone; without one, as the peer has it, it did.
        if (facts.forge != nullptr) {
            const auto* runs = known_runs(facts, file.path);
            if (runs == nullptr && !out.missing) out.missing = missing_runs(packaging_name, facts, file.path);
            if (runs == nullptr || runs->empty()) continue;
        }
        out.findings.push_back(found_at(file.path, match.job->key.at.line));
        return out;
    }
    return out;
}

// The peer looks at the pipeline as GitLab's server flattens it, which a checkout has not.
bool is_pipeline(std::string_view path, bool on_gitlab) {
    return path == "gitlabscorecard_flattened_ci.yaml" || (on_gitlab && path == ".gitlab-ci.yml");
}

// The line of the first command that publishes; the first line of a file cannot be told from none, as in the peer.
int publishing_line(std::string_view text) {
    constexpr std::array<std::string_view, 4> commands{"docker push", "nuget push", "poetry publish", "twine upload"};
    int number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        for (const std::string_view command : commands)
            if (line.contains(command)) return number;
    }
    return 1;
}

Found in_gitlab_pipeline(const Facts& facts, bool on_gitlab) {
    Found out;
    for (const TreeFile& file : facts.files()) {
        if (!is_pipeline(file.path, on_gitlab)) continue;
        const auto text = facts.read(file);
        if (!text) {
            out.error = text.error().message();
            return out;
        }
        const int line = publishing_line(*text);
        if (line == 1) continue;
        out.findings.push_back(found_at(file.path, line));
        return out;
    }
    return out;
}

CheckResult run_packaging(const Facts& facts) {
    const bool on_gitlab = facts.forge != nullptr && facts.forge->forge == "gitlab";
    const bool anywhere = facts.forge == nullptr;
    std::vector<ProbeFinding> findings;
    if (anywhere || !on_gitlab) {
        Found found = in_github_workflows(facts);
        if (found.error) return failed(packaging_name, *found.error);
        if (found.findings.empty() && found.missing) return *std::move(found.missing);
        findings = std::move(found.findings);
    }
    if (anywhere || on_gitlab) {
        Found found = in_gitlab_pipeline(facts, on_gitlab);
        if (found.error) return failed(packaging_name, *found.error);
        std::ranges::move(found.findings, std::back_inserter(findings));
    }
    if (findings.empty()) {
        CheckResult result = without_score(packaging_name, "packaging workflow not detected");
        result.findings.push_back({.probe = packaging_probe,
                                   .outcome = Outcome::no,
                                   .message = "no GitHub/GitLab publishing workflow detected."});
        result.details.push_back(detail_of(result.findings.front(), Detail::Level::warn));
        return result;
    }
    CheckResult result = scored(packaging_name, "packaging workflow detected", max_score);
    for (const ProbeFinding& finding : findings) result.details.push_back(detail_of(finding, Detail::Level::info));
    result.findings = std::move(findings);
    return result;
}

}  // namespace

WARD_CHECK(packaging) = {
    .name = packaging_name,
    .summary =
        "Determines if the project is published as a package that others can easily download, install, easily "
        "update, and uninstall.",
    .risk = Risk::medium,
    .needed = "the forge's record of runs, to tell that the workflow is used",
    .run = run_packaging};

}  // namespace ward::scorecard
