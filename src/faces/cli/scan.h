// What audit, inventory and review share: from paths to a finished report, and from the report to files and an exit
// status.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "review/review.h"

namespace ward::cli {

// The named judges over the paths of the invocation (the current folder where none is named), with decisions applied,
// the comparison made where --previous asks for it, and the summary counted. `invocation` gains the project's own
// settings.
Result<Report> scan(Invocation& invocation, std::span<const review::Judge* const> judges);

// What --fail-on and --fail-scope say.
Result<review::Gate> review_gate_of(const Invocation& invocation);

// Writes every --format and --save, and gives the exit status.
Result<int> deliver(const Report& report, const Invocation& invocation, bool inventory = false);

}  // namespace ward::cli
