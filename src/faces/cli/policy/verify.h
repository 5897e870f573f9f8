// ward policy verify, create, lint, diff, edit: between the command line and judges/policy.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> policy_verify(const Invocation& invocation);
Result<int> policy_create(const Invocation& invocation);

}  // namespace ward::cli
