// That nothing embargoed becomes public by a plan. Every plan goes through here before it is carried out, whatever step
// made it: a title that somebody put into a heads-up issue is found as a step's own mistake would be.
#pragma once

#include "actions/release/embargo/audience.h"
#include "actions/release/run/step.h"

namespace ward::release {

// Adds to `breaches` of the plan. Texts of effects that go to a public place (issues, comments and pull requests of
// repositories that are not the group's private ones, files of checkouts) are searched for the release's taint set
// while the release is embargoed.
Result<void> check_public_texts(StepPlan& plan, const StepInput& input, const AudienceRules& rules);

}  // namespace ward::release
