// That nothing embargoed becomes public by a plan. Every plan goes through here before it is carried out, whatever step
// made it: a title that somebody put into a heads-up issue is found as a step's own mistake would be.
#pragma once

#include <span>

#include "actions/release/embargo/audience.h"
#include "actions/release/run/step.h"

namespace ward::release {

// Adds to `breaches` of the plan. Texts of effects that go to a public place (issues, comments and pull requests of
// repositories that are not the group's private ones, files of checkouts), and drafts, which people hand out, are
// searched for the taint set of the release while it is embargoed, and of `secrets` (record/secret.h): what one release
// tells may be the secret of the next. What a release itself is about (its ids, reporters and texts) it may tell
// whatever others say.
Result<void> check_public_texts(StepPlan& plan, const StepInput& input, const AudienceRules& rules,
                                std::span<const Release> secrets = {});

}  // namespace ward::release
