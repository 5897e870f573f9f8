// What people read of updates: the table of dependencies, evidence, files. Private to update/.
#pragma once

#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "model/report.h"

namespace ward::cli {

// Columns of dependencies, then a line of counts.
std::string text_of_updates(const std::vector<DependencyUpdate>& updates, const Invocation& invocation);
// Verdicts by file, as far as they need a person.
std::string text_of_verifications(const std::vector<DependencyUpdate>& updates, const Invocation& invocation);

// --format, --json and -o for machines; `text` otherwise.
Result<void> write_updates(const Report& report, const std::string& text, const Invocation& invocation);

}  // namespace ward::cli
