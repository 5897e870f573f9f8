// Static analysis by other tools than the five that the peer knows: by the action that a step uses, or by the program
// that its script calls.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "judges/scorecard/own/own.h"
#include "judges/scorecard/workflows.h"

namespace ward::scorecard {
namespace {

struct Analyser {
    std::string_view name;
    std::array<std::string_view, 4> actions = {};   // without version; with '/' at the end, where a name starts
    std::array<std::string_view, 3> programs = {};  // by their last name
};
constexpr std::array analysers = std::to_array<Analyser>({
    {"Semgrep", {"semgrep/semgrep-action", "returntocorp/semgrep-action"}, {"semgrep", "opengrep"}},
    {"SonarQube",
     {"SonarSource/sonarqube-scan-action", "SonarSource/sonarcloud-github-action", "sonarsource/sonarqube-scan-action",
      "sonarsource/sonarcloud-github-action"},
     {"sonar-scanner", "sonar-scanner-cli"}},
    {"Coverity",
     {"vapier/coverity-scan-action", "blackduck-inc/black-duck-security-scan"},
     {"cov-build", "cov-analyze"}},
    {"clang-tidy",
     {"cpp-linter/cpp-linter-action", "ZedThree/clang-tidy-review"},
     {"clang-tidy", "run-clang-tidy", "clang-tidy-diff.py"}},
    {"Clang Static Analyzer", {}, {"scan-build", "analyze-build", "CodeChecker"}},
    {"Cppcheck", {"deep5050/cppcheck-action"}, {"cppcheck"}},
    {"Infer", {}, {"infer"}},
    {"PVS-Studio", {}, {"pvs-studio-analyzer"}},
    {"Flawfinder", {"david-a-wheeler/flawfinder"}, {"flawfinder"}},
    {"gosec", {"securego/gosec"}, {"gosec"}},
    {"Staticcheck", {"dominikh/staticcheck-action"}, {"staticcheck"}},
    {"Bandit", {"PyCQA/bandit-action", "tj-actions/bandit"}, {"bandit"}},
    {"Brakeman", {}, {"brakeman"}},
    {"njsscan", {"ajinabraham/njsscan-action"}, {"njsscan"}},
    {"SpotBugs", {}, {"spotbugs"}},
    {"Checkmarx", {"checkmarx/ast-github-action", "checkmarx-ts/checkmarx-cxflow-github-action"}, {"cx"}},
    {"Veracode", {"veracode/"}, {}},
    {"DevSkim", {"microsoft/DevSkim-Action"}, {"devskim"}},
    {"Codacy", {"codacy/codacy-analysis-cli-action"}, {"codacy-analysis-cli"}},
    {"zizmor", {"zizmorcore/zizmor-action"}, {"zizmor"}},
});

bool is_action_of(const Analyser& analyser, std::string_view uses) {
    const std::string_view action = without_version(uses);
    return std::ranges::any_of(analyser.actions, [&](std::string_view one) {
        return !one.empty() && (one.ends_with('/') ? action.starts_with(one) : action == one);
    });
}

struct Place {
    std::string path;
    uint32_t line = 0;
};

// The first place of each analyser.
class Search {
  public:
    void look_at(std::string_view path, const std::vector<workflow::Step>& steps) {
        for (const workflow::Step& step : steps) {
            if (const workflow::Text* action = action_of(step)) {
                for (const Analyser& analyser : analysers)
                    if (is_action_of(analyser, action->value)) found(analyser, path, *action);
            }
            const workflow::Text* script = script_of(step);
            if (script == nullptr || !names_one(script->value)) continue;
            for (const std::string& program : programs_of(script->value))
                for (const Analyser& analyser : analysers)
                    if (std::ranges::find(analyser.programs, program) != analyser.programs.end())
                        found(analyser, path, *script);
        }
    }

    void look_at_image(std::string_view path, const workflow::Job& job) {
        if (!job.container || !job.container->image) return;
        const std::string_view image = job.container->image->value;
        for (const std::string_view one : {"semgrep/semgrep", "returntocorp/semgrep"})
            if (image.starts_with(one)) found(analysers.front(), path, *job.container->image);
    }

    const std::map<std::string_view, Place>& places() const { return places_; }

  private:
    // Most scripts name none, and need not be parsed.
    static bool names_one(std::string_view script) {
        return std::ranges::any_of(analysers, [&](const Analyser& analyser) {
            return std::ranges::any_of(analyser.programs, [&](std::string_view program) {
                return !program.empty() && script.contains(program);
            });
        });
    }

    void found(const Analyser& analyser, std::string_view path, const workflow::Text& text) {
        places_.try_emplace(analyser.name, Place{std::string(path), static_cast<uint32_t>(text.at.line)});
    }

    std::map<std::string_view, Place> places_;
};

}  // namespace

void add_own_analysers(const Facts& facts, CheckResult& result) {
    if (result.error) return;
    Search search;
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.parsed) continue;
        for (const workflow::Job& job : file.parsed->jobs) {
            search.look_at(file.path, job.steps);
            search.look_at_image(file.path, job);
        }
    }
    for (const ActionFile& file : action_files(facts)) search.look_at(file.path, file.parsed.steps);
    for (const auto& [tool, place] : search.places())
        add_own(result,
                {.probe = "sastToolConfigured",
                 .outcome = Outcome::yes,
                 .message = fmt::format("SAST configuration detected: {}", tool),
                 .location = Location{.path = place.path, .kind = Location::Kind::source, .line = place.line},
                 .values = {{"tool", std::string(tool)}}},
                Detail::Level::info);
    if (!search.places().empty() && result.score != max_score) result.own_score = max_score;
}

}  // namespace ward::scorecard
