// --track of `ward update`: one issue for each dependency whose update fails.
#pragma once

#include "actions/update/recipe/recipe.h"
#include "faces/cli/command.h"
#include "model/report.h"

namespace ward::cli {

// Mistakes in what was asked for, before any work.
Result<void> check_failure_track(const Invocation& invocation);
// `recipes` say who is mentioned. Plans, shows, and with --apply carries out. `status` as the run ended, or what the
// tracker makes of it.
Result<int> track_failures(const Report& report, const std::vector<const update::Recipe*>& recipes,
                           const Invocation& invocation, int status);

}  // namespace ward::cli
