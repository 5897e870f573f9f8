// ward vet diff: what is new between two versions.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> vet_diff(const Invocation& invocation);

}  // namespace ward::cli
