// ward policy exec: a program that can read the files of its folder that a manifest approves, and no others.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

// Verifies, then becomes the program: returns only what went wrong.
Result<int> policy_exec(const Invocation& invocation);

}  // namespace ward::cli
