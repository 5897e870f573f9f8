// A release whose day is public gets another one: everything that says the day changes with it, in one plan.
#pragma once

#include "actions/release/run/step.h"

namespace ward::release {

// `plan.after` has the new day already. It becomes `postponed` with a notice, `reason` (which becomes public) behind
// it; the post, the banner, titles of issues, a comment in each and the mail follow.
Result<void> plan_move(StepPlan& plan, const StepInput& input, const std::string& reason);

// --to, --time: that moment; without --time the same time of day as before.
Result<Instant> moved_to(const StepInput& input, const std::string& day);

}  // namespace ward::release
