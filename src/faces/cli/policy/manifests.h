// ward policy lint, diff and edit: manifests by themselves, without the files that they are of.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> policy_lint(const Invocation& invocation);
Result<int> policy_diff(const Invocation& invocation);
Result<int> policy_edit(const Invocation& invocation);
Result<int> policy_export(const Invocation& invocation);

}  // namespace ward::cli
