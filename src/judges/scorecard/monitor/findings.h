// What a check complains about, as texts that can be compared from run to run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/monitor/results.h"

namespace ward::scorecard::monitor {

// The details that are complaints ("Warn: ..."), in order; what is only told for information is left out.
std::vector<std::string> findings_of(const CheckScore& check);
// The same for a finding that only moved to another line of its file: ":12" and ":12-14" are cut.
std::string finding_key(std::string_view finding);

// The findings that only one side has. Of several with the same key the surplus counts.
struct FindingsDifference {
    std::vector<std::string> appeared = {};
    std::vector<std::string> gone = {};
};
FindingsDifference compare_findings(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace ward::scorecard::monitor
