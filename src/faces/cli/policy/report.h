// Reports of `ward policy`: the common form for --format, and lines of their own otherwise.
#pragma once

#include <string>

#include "faces/cli/command.h"
#include "model/report.h"

namespace ward::cli {

// Empty but for the heading.
Report policy_report(std::string_view command, const std::string& path);
// Keys, order and summary. No component is asked for: files, or entries, are what there is to look at.
void finish_policy_report(Report& report, bool complete);

bool wants_report(const Invocation& invocation);
// `text` where no --format is asked for, and the exit status by --fail-on.
Result<int> deliver_policy(const Report& report, const std::string& text, const Invocation& invocation);

}  // namespace ward::cli
