// The verbs of `ward update`, one file each.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> update_list(const Invocation& invocation);
Result<int> update_check(const Invocation& invocation);
Result<int> update_apply(const Invocation& invocation);
Result<int> update_diff(const Invocation& invocation);
Result<int> update_resume(const Invocation& invocation);
Result<int> update_abort(const Invocation& invocation);
Result<int> update_undo(const Invocation& invocation);
Result<int> update_verify(const Invocation& invocation);
Result<int> update_provenance(const Invocation& invocation);
Result<int> update_patch(const Invocation& invocation);
Result<int> update_explain(const Invocation& invocation);

}  // namespace ward::cli
