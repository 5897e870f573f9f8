// The least score that each check has to reach: the policy file of ossf/scorecard and its GitHub Action.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "judges/scorecard/check.h"

namespace ward::scorecard {

struct Threshold {
    int least = max_score;
    bool is_enforced = true;  // not "disabled": the check is made, and nothing is asked of it

    bool operator==(const Threshold&) const = default;
};
// By the check's name.
using Thresholds = std::map<std::string, Threshold, std::less<>>;

// `version: 1`, `policies:` with `NAME: {score: 0…10, mode: enforced|disabled}`. As the peer does it, a check or mode
// that does not exist is an error; what else stands in the file is passed over.
Result<Thresholds> read_thresholds(std::string_view yaml, std::string_view file);

// Nothing is asked of a check that could not be decided: only a score can be too low.
bool is_below(const CheckResult& result, const Threshold& threshold);

}  // namespace ward::scorecard
