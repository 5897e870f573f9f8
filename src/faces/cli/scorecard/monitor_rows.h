// Where the rows of `ward scorecard monitor` come from: --source.
#pragma once

#include "faces/cli/command.h"
#include "judges/scorecard/monitor/watch.h"

namespace ward::cli {

// One row a repository of the scope. A repository that fails is a row; an error is a mistake in what was asked for.
Result<scorecard::monitor::Run> look_at_scope(const Invocation& invocation, const scorecard::monitor::Scope& scope);

}  // namespace ward::cli
