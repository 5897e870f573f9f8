// Pinned-Dependencies: does a build fetch what somebody can change?
#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/own/pinning.h"
#include "judges/scorecard/pinning/collect.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view pinned_dependencies_name = "Pinned-Dependencies";
constexpr std::string_view pinned_dependencies_probe = "pinsDependencies";
constexpr int64_t github_weight = 2;
constexpr int64_t third_party_weight = 8;
constexpr int64_t weight = github_weight + third_party_weight;

struct Count {
    int64_t pinned = 0;
    int64_t total = 0;

    void add(bool is_pinned) {
        if (is_pinned) ++pinned;
        ++total;
    }
};

bool is_of_github(const Dependency& dependency) {
    return dependency.location.snippet.starts_with("actions/") || dependency.location.snippet.starts_with("github/");
}

std::string label_of(const Dependency& dependency) {
    if (dependency.type != DependencyType::github_action) return std::string(name_of(dependency.type));
    return fmt::format("{} {}", is_of_github(dependency) ? "GitHub-owned" : "third-party", name_of(dependency.type));
}

ProbeFinding finding_of(const Dependency& dependency) {
    ProbeFinding finding{.probe = pinned_dependencies_probe,
                         .outcome = dependency.pinned ? Outcome::yes : Outcome::no,
                         .message = dependency.pinned ? "" : label_of(dependency) + " not pinned by hash",
                         .location = dependency.location,
                         .remediation = dependency.remediation,
                         .origin = dependency.origin};
    if (!dependency.remark.empty()) {
        finding.outcome = Outcome::not_supported;
        finding.message = dependency.remark;
        finding.location.reset();
        return finding;
    }
    finding.values["dependencyType"] = name_of(dependency.type);
    return finding;
}

// The peer's remedy for an action needs the forge: it names the repository and its default branch.
std::string remedy_for_action(const Facts& facts, const Dependency& dependency) {
    if (facts.forge == nullptr || facts.forge->default_branch.empty() || facts.forge->name.empty()) return {};
    std::string_view file = dependency.location.path;
    constexpr std::string_view folder = ".github/workflows/";
    if (file.starts_with(folder)) file.remove_prefix(folder.size());
    return fmt::format("update your workflow using https://app.stepsecurity.io/secureworkflow/{}/{}/{}?enable=pin",
                       facts.forge->name, file, facts.forge->default_branch);
}

class Tally {
  public:
    void add(const Dependency& dependency) {
        if (dependency.type == DependencyType::github_action)
            (is_of_github(dependency) ? of_github_ : third_party_).add(dependency.pinned);
        else counts_.at(static_cast<size_t>(dependency.type)).add(dependency.pinned);
    }

    void add(const OwnPin& pin) {
        if (pin.type) add(Dependency{.type = *pin.type, .pinned = pin.pinned, .location = pin.location});
        else own_[pin.label].add(pin.pinned);
    }

    // With a line for each kind that occurs.
    std::vector<Share> shares(std::vector<Detail>& details) const {
        std::vector<Share> out;
        const auto add_share = [&](const Count& count, const std::string& label, int64_t share_weight) {
            if (count.total == 0) return;
            details.push_back(line_of(count, label));
            out.push_back({count.pinned, count.total, share_weight});
        };
        const bool both = of_github_.total > 0 && third_party_.total > 0;
        add_share(of_github_, "GitHub-owned GitHubAction", both ? github_weight : weight);
        add_share(third_party_, "third-party GitHubAction", both ? third_party_weight : weight);
        for (size_t i = 0; i < counts_.size(); ++i)
            add_share(counts_.at(i), std::string(name_of(static_cast<DependencyType>(i))), weight);
        for (const auto& [label, count] : own_) {
            add_share(count, label, weight);
            details.back().origin = Origin::ward;
        }
        return out;
    }

  private:
    static Detail line_of(const Count& count, const std::string& label) {
        return {.level = Detail::Level::info,
                .text = fmt::format("{:3} out of {:3} {} dependencies pinned", count.pinned, count.total, label)};
    }

    Count of_github_, third_party_;
    std::array<Count, dependency_types> counts_;
    std::map<std::string, Count> own_;
};

// ward's own: counted as the peer's kinds are, each package manager a kind of its own. What is of the same repository
// is not fetched from anybody.
void add_own_pins(const Facts& facts, const Pinning& pinning, CheckResult& result) {
    const std::vector<OwnPin> pins = own_pins(facts, pinning);
    Tally tally;
    bool has_self_references = false;
    for (const Dependency& dependency : pinning.dependencies) {
        if (!dependency.remark.empty()) continue;
        if (!dependency.is_of_same_repository) {
            tally.add(dependency);
            continue;
        }
        has_self_references = true;
        add_own(result,
                {.probe = pinned_dependencies_probe,
                 .outcome = Outcome::yes,
                 .message = "action of this repository at the same commit: nothing to pin",
                 .location = dependency.location,
                 .values = {{"dependencyType", std::string(name_of(dependency.type))}}},
                Detail::Level::info);
    }
    if (pins.empty() && !has_self_references) return;
    for (const OwnPin& pin : pins) {
        tally.add(pin);
        if (pin.pinned) continue;
        const bool of_github = pin.type == DependencyType::github_action;
        const std::string label =
            of_github ? label_of(Dependency{.type = *pin.type, .location = pin.location}) : pin.label;
        add_own(result,
                {.probe = pinned_dependencies_probe,
                 .message = label + (pin.type ? " not pinned by hash" : " not pinned"),
                 .location = pin.location,
                 .values = {{"dependencyType", pin.label}},
                 .remediation = pin.remedy},
                Detail::Level::warn);
    }
    std::vector<Detail> lines;
    const int shares = weighted_score(tally.shares(lines));
    // Nothing but its own actions: nothing is left to pin.
    const int score = shares == inconclusive ? max_score : shares;
    std::ranges::copy_if(lines, std::back_inserter(result.details),
                         [](const Detail& line) { return line.origin == Origin::ward; });
    if (score != result.score) result.own_score = score;
}

CheckResult run_pinned_dependencies(const Facts& facts) {
    auto pinning = collect_pinning(facts);
    if (!pinning) return failed(pinned_dependencies_name, pinning.error().what);
    std::vector<Detail> details;
    pin_by_project_files(facts, *pinning, details);
    std::vector<ProbeFinding> findings;
    for (const Unreadable& part : pinning->unreadable) {
        findings.push_back({.probe = pinned_dependencies_probe,
                            .outcome = Outcome::error,
                            .message = "Possibly incomplete results: " + part.reason,
                            .location = part.location});
        details.push_back(detail_of(findings.back(), Detail::Level::info));
    }
    Tally tally;
    for (Dependency& dependency : pinning->dependencies) {
        if (dependency.type == DependencyType::github_action && !dependency.pinned)
            dependency.remediation = remedy_for_action(facts, dependency);
        findings.push_back(finding_of(dependency));
        if (!dependency.remark.empty()) {
            details.push_back(detail_of(findings.back(), Detail::Level::debug));
            continue;
        }
        tally.add(dependency);
        if (dependency.pinned) continue;
        details.push_back(detail_of(findings.back(), Detail::Level::warn));
        details.back().remediation = dependency.remediation;
    }
    const std::vector<Share> shares = tally.shares(details);
    const int score = weighted_score(shares);
    CheckResult result =
        score == inconclusive ? without_score(pinned_dependencies_name, "no dependencies found")
        : score == max_score
            ? scored(pinned_dependencies_name, "all dependencies are pinned", max_score)
            : proportional(pinned_dependencies_name, "dependency not pinned by hash detected", score, max_score);
    if (findings.empty())
        findings.push_back({.probe = pinned_dependencies_probe,
                            .outcome = Outcome::not_applicable,
                            .message = "no dependencies found"});
    result.details = std::move(details);
    result.findings = std::move(findings);
    add_own_pins(facts, *pinning, result);
    return result;
}

}  // namespace

std::string_view name_of(DependencyType type) {
    constexpr std::array<std::string_view, dependency_types> names{"GitHubAction", "containerImage", "downloadThenRun",
                                                                   "goCommand",    "chocoCommand",   "npmCommand",
                                                                   "pipCommand",   "nugetCommand"};
    return names.at(static_cast<size_t>(type));
}

WARD_CHECK(pinned_dependencies) = {
    .name = pinned_dependencies_name,
    .summary = "Determines if the project has declared and pinned the dependencies of its build process.",
    .risk = Risk::medium,
    .has_loops = true,
    .run = run_pinned_dependencies};

}  // namespace ward::scorecard
