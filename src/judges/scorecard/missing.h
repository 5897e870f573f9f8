// What a check says where the forge's facts lack what it needs: never a guess.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/check.h"

namespace ward::scorecard {

// Inconclusive; the reason names the part (a member of ForgeFacts: "check_suites") and why it is not there: no facts of
// a forge at all, what the forge answered, or that nobody asked.
// Where it is inside of another part, what that one lacks is the reason.
CheckResult missing(std::string_view check, const Facts& facts, std::string_view part, std::string_view inside = {});

// What people read for a part: "check suites", "OSS-Fuzz's answer".
std::string words_of_part(std::string_view part);

// What the forge tells of the successful runs of a workflow: none, where it never ran; null where that is not known,
// and the check that asks is missing_runs.
const std::vector<forge::WorkflowRun>* known_runs(const Facts& facts, std::string_view workflow);
CheckResult missing_runs(std::string_view check, const Facts& facts, std::string_view workflow);

// A part that is there but not whole: the result says so in a detail of ward's.
void note_gap(CheckResult& result, const Facts& facts, std::string_view part);

// What the peer says where it fails: "internal error: ...".
CheckResult internal_error(std::string_view check, std::string_view message);

}  // namespace ward::scorecard
