// The verbs of `ward release`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> release_vulndb_validate(const Invocation& invocation);
Result<int> release_vulndb_index(const Invocation& invocation);
Result<int> release_vulndb_vex(const Invocation& invocation);

}  // namespace ward::cli
