// Hooks of recipes, confined as `ward run` confines: a copy to work on, no network, no secret in the environment.
#pragma once

#include "actions/update/run/hook.h"

namespace ward::cli {

// `unsupported` at its call where this kernel cannot keep all of it: then nothing is run.
update::HookRunner hook_runner();

}  // namespace ward::cli
