// --track: the findings of a report as issues of a tracker. Without --apply it only reads and shows the plan.
#pragma once

#include "base/result.h"
#include "faces/cli/command.h"
#include "model/report.h"

namespace ward::cli {

// A mistake in what was asked for is told before the scan. Nothing is read or written.
Result<void> check_track(const Invocation& invocation);

// After the report is out, whose exit status is `status`: plans, shows, and with --apply carries out. The status is
// the same, unless something could not be done (3) or was left out because the issue had changed (4, if it was 0).
Result<int> track(const Report& report, const Invocation& invocation, int status);

}  // namespace ward::cli
