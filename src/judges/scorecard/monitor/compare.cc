#include "judges/scorecard/monitor/compare.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>

#include "base/text.h"
#include "judges/scorecard/monitor/findings.h"
#include "judges/scorecard/monitor/js_json.h"

namespace ward::scorecard::monitor {
namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

// What is the same, what differs, and what cannot be told.
struct Circumstances {
    bool same_commit = false;
    bool other_commit = false;
    bool other_tool = false;
    bool same_advisories = false;
};

Circumstances circumstances_of(const Row& before, const Row& after) {
    const auto differ = [](const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && a != b; };
    const bool known = !before.commit.empty() && !after.commit.empty();
    return {
        .same_commit = known && before.commit == after.commit,
        .other_commit = known && before.commit != after.commit,
        .other_tool = differ(before.tool_version, after.tool_version) || differ(before.tool_commit, after.tool_commit),
        .same_advisories = !before.advisories.empty() && before.advisories == after.advisories,
    };
}

Causes causes_of(std::string_view check, const Circumstances& circumstances) {
    Causes causes{
        .project = !circumstances.same_commit,
        .forge = reads_forge(check),
        .tool = circumstances.other_tool,
        .advisories = reads_advisories(check) && !circumstances.same_advisories,
    };
    // The same files scored otherwise, and nothing else that the check reads: it was the program.
    if (!causes.any()) causes.tool = true;
    return causes;
}

void compare_checks(Change& change, const Row& before, const Row& after, const Circumstances& circumstances) {
    std::map<std::string_view, std::pair<const CheckScore*, const CheckScore*>> pairs;
    for (const CheckScore& check : before.checks) pairs[check.name].first = &check;
    for (const CheckScore& check : after.checks) pairs[check.name].second = &check;
    for (const auto& [name, pair] : pairs) {
        const auto [old, now] = pair;
        CheckChange row{.check = std::string(name)};
        if (old != nullptr) row.before = old->score;
        if (now != nullptr) row.after = now->score;
        if (old != nullptr && now != nullptr) {
            auto [appeared, gone] = compare_findings(findings_of(*old), findings_of(*now));
            row.appeared = std::move(appeared);
            row.gone = std::move(gone);
            if (row.before == row.after && row.appeared.empty() && row.gone.empty()) continue;
            row.causes = causes_of(name, circumstances);
        } else {
            row.causes.tool = true;  // which checks are made is not the project's doing
        }
        change.causes |= row.causes;
        change.checks.push_back(std::move(row));
    }
}

// A check of which only findings changed did not move the score.
bool is_noise(const Change& change, const Circumstances& circumstances) {
    // Scores have one decimal; their difference, as a double, is not exactly 0.3.
    if (change.delta == 0 || std::abs(change.delta) > noise_delta + 0.01 || circumstances.other_tool) return false;
    const auto has_moved = [](const CheckChange& row) { return row.before != row.after; };
    const auto is_momentary = [&](const CheckChange& row) {
        return !has_moved(row) || (row.before && row.after && is_of_the_moment(row.check));
    };
    return std::ranges::any_of(change.checks, has_moved) && std::ranges::all_of(change.checks, is_momentary);
}

}  // namespace

Causes& Causes::operator|=(const Causes& other) {
    project |= other.project;
    forge |= other.forge;
    tool |= other.tool;
    advisories |= other.advisories;
    return *this;
}

std::string text_of(const Causes& causes) {
    std::vector<std::string> words;
    if (causes.project) words.emplace_back("project");
    if (causes.forge) words.emplace_back("forge");
    if (causes.tool) words.emplace_back("tool");
    if (causes.advisories) words.emplace_back("advisories");
    return words.empty() ? "unknown" : join(words, " or ");
}

bool reads_forge(std::string_view check) {
    constexpr std::array<std::string_view, 15> names{
        "Branch-Protection",
        "CI-Tests",
        "CII-Best-Practices",
        "Code-Review",
        "Contributors",
        "Fuzzing",
        "License",
        "Maintained",
        "Packaging",
        "SAST",
        "SBOM",
        "Webhooks",
        "Security-Policy",
        "Signed-Releases",
        "Dependency-Update-Tool",
    };
    return is_one_of(check, names);
}

bool reads_advisories(std::string_view check) {
    return check == "Vulnerabilities";
}

bool is_of_the_moment(std::string_view check) {
    constexpr std::array<std::string_view, 4> names{"Code-Review", "Maintained", "Contributors", "CI-Tests"};
    return is_one_of(check, names);
}

Change compare(const Row& before, const Row& after) {
    Change change{.before = before.score, .before_date = before.date, .before_commit = before.commit};
    if (before.score && after.score) change.delta = js_to_one_decimal(*after.score - *before.score);
    const Circumstances circumstances = circumstances_of(before, after);
    // A database has no checks, and an API's answer may have none: then there is nothing to tell them by.
    if (!before.checks.empty() && !after.checks.empty()) {
        compare_checks(change, before, after, circumstances);
    } else if (change.delta != 0) {
        change.causes = {.project = circumstances.other_commit, .tool = circumstances.other_tool};
        if (circumstances.same_commit && !change.causes.tool) change.causes.forge = change.causes.advisories = true;
        if (circumstances.same_commit) change.causes.tool = true;
    }
    change.is_noise = is_noise(change, circumstances);
    return change;
}

}  // namespace ward::scorecard::monitor
