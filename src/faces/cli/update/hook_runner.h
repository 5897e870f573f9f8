// Hooks of recipes, confined as `ward run` confines: a copy to work on, no network, no secret in the environment.
#pragma once

#include "actions/update/run/hook.h"

namespace ward::cli {

// `unsupported` at its call where this kernel cannot keep all of it: then nothing is run.
update::HookRunner hook_runner();
// The command of a source of kind `exec`, confined the same way, in an empty folder; what it wrote. `project` is
// absolute. An error where it fails.
Result<std::string> run_list_command(const update::Recipe& recipe, const std::string& project);

}  // namespace ward::cli
