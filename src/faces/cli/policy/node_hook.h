// Node as the enforcer of a manifest's dependency maps: which module may ask for which, and for which builtins. The
// kernel cannot see that; it sees files.
#pragma once

#include "faces/cli/command.h"
#include "faces/cli/policy/subject.h"
#include "faces/cli/run/machine.h"

namespace ward::cli {

// Where the program is node: since 22.15 by a module that is loaded first (its files are put into the cache folder, by
// their digest), with --native by node's own policy, which ended with 22.1. `others` gains what has to be readable for
// that. Says what is not enforced; `unsupported` for that with --strict, and `usage` for --native where it is not.
Result<void> add_node_enforcer(const Invocation& invocation, const PolicySubject& subject, RunPlan& plan,
                               permission::Policy& others);

}  // namespace ward::cli
