// What several steps put into their plans.
#pragma once

#include <string>
#include <string_view>

#include "actions/release/output/output.h"
#include "actions/release/run/step.h"

namespace ward::release {

// A file of a checkout as it has to be; nothing where it is so already, or where no such checkout is named and the file
// goes to the group's folder instead (StepPlan::files, "outputs/NAME").
Result<void> plan_file(StepPlan& plan, const StepInput& input, std::string_view checkout, std::string path,
                       std::string content);
// The files of an output, as the record is behind the plan.
Result<std::vector<OutputFile>> outputs_of(std::string_view kind, const StepPlan& plan, const StepInput& input,
                                           int64_t number = 0, std::string previous = {});
// A comment in every issue of the release; `what` names it for its marker: "postponed 2026-06-18".
Result<void> plan_comments(StepPlan& plan, const StepInput& input, std::string_view what, std::string_view text,
                           bool close);
// Puts the banner into the site's file without touching what else is in it.
Result<void> plan_banner(StepPlan& plan, const StepInput& input);
// The word of the command line; a `usage` error names the option where it is not given.
Result<std::string> needed_word(const StepInput& input, const std::string& option);

}  // namespace ward::release
