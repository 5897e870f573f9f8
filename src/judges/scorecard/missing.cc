// See missing.h.
#include "judges/scorecard/missing.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {
namespace {

// Parts whose name is no phrase that could stand behind "lack".
struct PartName {
    std::string_view part;
    std::string_view words;
};
constexpr std::array<PartName, 6> part_names{{
    {"archived", "the mark of an archive"},
    {"badge_level", "the badge's level"},
    {"created", "the day of its creation"},
    {"has_update_bot_commits", "commits of an updater"},
    {"in_oss_fuzz", "OSS-Fuzz's answer"},
    {"organisation_files", "files of its organisation"},
}};

const forge::Gap* gap_of(const forge::ForgeFacts& forge, std::string_view part) {
    const auto found = std::ranges::find(forge.gaps, part, &forge::Gap::part);
    return found == forge.gaps.end() ? nullptr : &*found;
}

}  // namespace

std::string words_of_part(std::string_view part) {
    const auto* const known = std::ranges::find(part_names, part, &PartName::part);
    return known == part_names.end() ? replace_all(part, "_", " ") : std::string(known->words);
}

CheckResult missing(std::string_view check, const Facts& facts, std::string_view part, std::string_view inside) {
    const std::string words = words_of_part(part);
    if (facts.forge == nullptr) {
        return without_score(check, fmt::format("needs facts of a forge, and there are none ({})", words));
    }
    const forge::Gap* gap = gap_of(*facts.forge, part);
    if (gap == nullptr) gap = gap_of(*facts.forge, inside);
    if (gap == nullptr) return without_score(check, fmt::format("the forge's facts lack {}: not asked for", words));
    return without_score(check, fmt::format("the forge's facts lack {}: {}", words, gap->reason));
}

const std::vector<forge::WorkflowRun>* known_runs(const Facts& facts, std::string_view workflow) {
    if (facts.forge == nullptr || !facts.forge->successful_runs) return nullptr;
    const auto found = facts.forge->successful_runs->find(std::string(base_name(workflow)));
    return found == facts.forge->successful_runs->end() ? nullptr : &found->second;
}

CheckResult missing_runs(std::string_view check, const Facts& facts, std::string_view workflow) {
    return missing(check, facts, fmt::format("successful_runs.{}", base_name(workflow)), "successful_runs");
}

void note_gap(CheckResult& result, const Facts& facts, std::string_view part) {
    const forge::Gap* gap = facts.forge == nullptr ? nullptr : gap_of(*facts.forge, part);
    if (gap == nullptr) return;
    result.details.push_back({.level = Detail::Level::warn,
                              .text = fmt::format("the forge's facts of {}: {}", words_of_part(part), gap->reason),
                              .origin = Origin::ward});
}

CheckResult internal_error(std::string_view check, std::string_view message) {
    return failed(check, fmt::format("internal error: {}", message));
}

}  // namespace ward::scorecard
