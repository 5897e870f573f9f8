// See missing.h.
#include "judges/scorecard/missing.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "judges/scorecard/facts.h"

namespace ward::scorecard {

CheckResult missing(std::string_view check, const Facts& facts, std::string_view part) {
    const std::string words = replace_all(part, "_", " ");
    if (facts.forge == nullptr) {
        return without_score(check, fmt::format("needs facts of a forge, and there are none ({})", words));
    }
    const auto gap = std::ranges::find(facts.forge->gaps, part, &forge::Gap::part);
    if (gap == facts.forge->gaps.end()) {
        return without_score(check, fmt::format("the forge's facts lack {}: not asked for", words));
    }
    return without_score(check, fmt::format("the forge's facts lack {}: {}", words, gap->reason));
}

CheckResult internal_error(std::string_view check, std::string_view message) {
    return failed(check, fmt::format("internal error: {}", message));
}

}  // namespace ward::scorecard
