// Where the formats of a report go, settled before any work is done.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "faces/cli/command.h"
#include "faces/report/report.h"

namespace ward::cli {

// A form by its name, and where it goes.
struct NamedOutput {
    std::string form;
    std::string path;  // "-": standard output
};

// Of --format NAME[=FILE], --json and -o; `otherwise` where nothing is asked for. A `usage` error for a name that is
// not among `known`, forms of `what` (" of practices"; empty: of every report), and for two outputs to one place.
Result<std::vector<NamedOutput>> named_outputs(const Invocation& invocation, std::string_view otherwise,
                                               const std::vector<std::string_view>& known, std::string_view what = {});

// One place that a report, or the state for the next one, goes to.
struct Output {
    const report::Format* format = nullptr;  // null: --save
    std::string path;                        // "-": standard output
};

// The same of reports, and of --save; the table where no format is asked for.
Result<std::vector<Output>> outputs_of(const Invocation& invocation);
// What the caller says about every report: --explain, who publishes it, and the run of a workflow that makes it.
Result<report::Style> style_of(const Invocation& invocation);

}  // namespace ward::cli
