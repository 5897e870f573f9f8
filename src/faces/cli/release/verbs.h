// The verbs of `ward release`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> release_abort(const Invocation& invocation);
Result<int> release_apply(const Invocation& invocation);
Result<int> release_approve(const Invocation& invocation);
Result<int> release_check(const Invocation& invocation);
Result<int> release_cve_corrections(const Invocation& invocation);
Result<int> release_cve_verify(const Invocation& invocation);
Result<int> release_export(const Invocation& invocation);
Result<int> release_hook(const Invocation& invocation);
Result<int> release_import(const Invocation& invocation);
Result<int> release_leak_check(const Invocation& invocation);
Result<int> release_list(const Invocation& invocation);
Result<int> release_log(const Invocation& invocation);
Result<int> release_log_checkpoint(const Invocation& invocation);
Result<int> release_log_verify(const Invocation& invocation);
Result<int> release_patches_status(const Invocation& invocation);
Result<int> release_plan(const Invocation& invocation);
Result<int> release_replay(const Invocation& invocation);
Result<int> release_resume(const Invocation& invocation);
Result<int> release_status(const Invocation& invocation);
Result<int> release_verify(const Invocation& invocation);
// Any step of the registry, by the command's name.
Result<int> release_step(const Invocation& invocation);
Result<int> release_vulndb_validate(const Invocation& invocation);
Result<int> release_vulndb_index(const Invocation& invocation);
Result<int> release_vulndb_vex(const Invocation& invocation);

}  // namespace ward::cli
