// Dependency-Update-Tool: is a service that updates dependencies configured, or has Dependabot committed?
//
// ward also recognises updaters that a project runs itself (project_updaters.h).
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/project_updaters.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view dependency_update_tool_name = "Dependency-Update-Tool";
constexpr std::string_view dependency_update_tool_probe = "dependencyUpdateToolConfigured";

struct ToolFile {
    std::string_view path;  // in any case
    std::string_view tool;
};
constexpr std::array<ToolFile, 17> tool_files{{
    {.path = ".github/dependabot.yml", .tool = "Dependabot"},
    {.path = ".github/dependabot.yaml", .tool = "Dependabot"},
    {.path = "renovate.json", .tool = "RenovateBot"},
    {.path = "renovate.json5", .tool = "RenovateBot"},
    {.path = ".github/renovate.json", .tool = "RenovateBot"},
    {.path = ".github/renovate.json5", .tool = "RenovateBot"},
    {.path = ".gitlab/renovate.json", .tool = "RenovateBot"},
    {.path = ".gitlab/renovate.json5", .tool = "RenovateBot"},
    {.path = ".renovaterc", .tool = "RenovateBot"},
    {.path = ".renovaterc.json", .tool = "RenovateBot"},
    {.path = ".renovaterc.json5", .tool = "RenovateBot"},
    {.path = ".scala-steward.conf", .tool = "scala-steward"},
    {.path = "scala-steward.conf", .tool = "scala-steward"},
    {.path = ".github/.scala-steward.conf", .tool = "scala-steward"},
    {.path = ".github/scala-steward.conf", .tool = "scala-steward"},
    {.path = ".config/.scala-steward.conf", .tool = "scala-steward"},
    {.path = ".config/scala-steward.conf", .tool = "scala-steward"},
}};

ProbeFinding detected(std::string_view tool, Location location) {
    return {.probe = dependency_update_tool_probe,
            .outcome = Outcome::yes,
            .message = fmt::format("detected update tool: {}", tool),
            .location = std::move(location),
            .values = {{"tool", std::string(tool)}}};
}

std::vector<ProbeFinding> configured_tools(const inventory::Tree& tree) {
    std::vector<ProbeFinding> out;
    for (const std::string_view path : listed_files(tree)) {
        const auto row = std::ranges::find_if(
            tool_files, [&](const ToolFile& file) { return equal_ignoring_case(file.path, path); });
        if (row == tool_files.end()) continue;
        out.push_back(detected(row->tool, {.path = std::string(path), .kind = Location::Kind::source, .line = 1}));
    }
    return out;
}

CheckResult judge_dependency_update_tool(std::vector<ProbeFinding> tools) {
    CheckResult result = tools.empty() ? scored(dependency_update_tool_name, "no update tool detected", 0)
                                       : scored(dependency_update_tool_name, "update tool detected", max_score);
    if (tools.empty()) {
        tools.push_back(
            {.probe = dependency_update_tool_probe, .message = "no dependency update tool configurations found"});
    }
    result.findings = std::move(tools);
    for (const ProbeFinding& finding : result.findings) {
        result.details.push_back(
            detail_of(finding, finding.outcome == Outcome::yes ? Detail::Level::info : Detail::Level::warn));
    }
    return result;
}

// ward's own.
void add_project_updaters(const inventory::Tree& tree, CheckResult& result) {
    for (const ProjectUpdater& updater : project_updaters(tree)) {
        ProbeFinding finding{
            .probe = dependency_update_tool_probe,
            .outcome = Outcome::yes,
            .message = fmt::format("updater of the project's own: a scheduled workflow with {}", updater.means),
            .location = Location{.path = updater.path, .kind = Location::Kind::source, .line = updater.line},
            .values = {{"tool", updater.means}},
            .origin = Origin::ward};
        result.details.push_back(detail_of(finding, Detail::Level::info));
        result.findings.push_back(std::move(finding));
        if (result.score != max_score) result.own_score = max_score;
    }
}

CheckResult run_dependency_update_tool(const Facts& facts) {
    std::vector<ProbeFinding> tools = configured_tools(facts.tree());
    // Without a forge the peer cannot search for commits either, and says that there are none.
    if (tools.empty() && facts.forge != nullptr) {
        if (!facts.forge->has_update_bot_commits)
            return missing(dependency_update_tool_name, facts, "has_update_bot_commits");
        // The peer prints a place of no file, line 0.
        if (*facts.forge->has_update_bot_commits)
            tools.push_back(detected("Dependabot", {.path = "", .has_line_zero = true}));
    }
    CheckResult result = judge_dependency_update_tool(std::move(tools));
    add_project_updaters(facts.tree(), result);
    return result;
}

}  // namespace

WARD_CHECK(dependency_update_tool) = {
    .name = dependency_update_tool_name,
    .summary = "Determines if the project uses a dependency update tool.",
    .risk = Risk::high,
    .needed = "the tree; with a forge, a token that may search commits",
    .run = run_dependency_update_tool,
};

}  // namespace ward::scorecard
