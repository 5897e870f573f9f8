// See missing.h.
#include "judges/scorecard/missing.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {

namespace {

std::string words_for(std::string_view part) {
    return part == "in_oss_fuzz" ? "OSS-Fuzz's answer" : replace_all(part, "_", " ");
}

const forge::Gap* gap_of(const forge::ForgeFacts& forge, std::string_view part) {
    const auto found = std::ranges::find(forge.gaps, part, &forge::Gap::part);
    return found == forge.gaps.end() ? nullptr : &*found;
}

}  // namespace

CheckResult missing(std::string_view check, const Facts& facts, std::string_view part, std::string_view inside) {
    const std::string words = words_for(part);
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
                              .text = fmt::format("the forge's facts of {}: {}", words_for(part), gap->reason),
                              .origin = Origin::ward});
}

CheckResult internal_error(std::string_view check, std::string_view message) {
    return failed(check, fmt::format("internal error: {}", message));
}

}  // namespace ward::scorecard
