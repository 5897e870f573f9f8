// Where the formats of a report go, settled before any work is done.
#pragma once

#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "faces/report/report.h"

namespace ward::cli {

// One place that a report, or the state for the next one, goes to.
struct Output {
    const report::Format* format = nullptr;  // null: --save
    std::string path;                        // "-": standard output
};

// By --format, --json, -o and --save; the table where no format is asked for. A `usage` error for a format that there
// is not, and for two outputs to one place.
Result<std::vector<Output>> outputs_of(const Invocation& invocation);
// What the caller says about every report: --explain, who publishes it, and the run of a workflow that makes it.
Result<report::Style> style_of(const Invocation& invocation);

}  // namespace ward::cli
