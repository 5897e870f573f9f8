// When `ward scorecard` ends with 1: scores below what the caller asks for.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "faces/cli/command.h"
#include "judges/scorecard/card.h"

namespace ward::cli {

// In any case of letters; `usage` with the nearest name.
Result<const scorecard::Check*> known_check(std::string_view name, std::string_view option);

struct Gate {
    std::optional<double> aggregate = {};                              // --fail-below
    std::vector<std::pair<const scorecard::Check*, int>> checks = {};  // --fail-check
    std::optional<scorecard::Thresholds> policy = {};                  // --policy
};
Result<Gate> gate_of(const Invocation& invocation);

// By the peer's own number, whatever ward adds or the caller accepts. What is printed counts: 6.96 passes
// --fail-below 7. A check of --fail-check that could not be decided does not pass; one of the policy does, as in the
// peer.
bool passes(const scorecard::Card& card, const Gate& gate);

}  // namespace ward::cli
