// ward policy verify, create, lint, diff, edit: between the command line and judges/policy.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> policy_verify(const Invocation& invocation);
// 1 for a manifest or signature that does not hold, else the common status.
int verify_status(const Error& error);
Result<int> policy_create(const Invocation& invocation);

}  // namespace ward::cli
