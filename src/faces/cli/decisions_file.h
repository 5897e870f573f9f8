// assessments.toml and the documents of others about exploitability, read into the decisions of a review.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "review/review.h"

namespace ward::cli {

// Adds what the file says to `decisions`. `name` is how messages call it. A `usage` error names the line: a decision
// that is not understood must not be passed over.
Result<void> read_assessments(std::string_view toml, const std::string& name, review::Decisions& decisions);
// OpenVEX, CSAF, CycloneDX, a list of vuln/deps, or dep_checker's ignore_list.
Result<void> read_vex(std::string_view text, const std::string& name, review::Decisions& decisions);
// A file that the caller named ("-" is standard input), by its content: JSON and a Python list are read_vex's, anything
// else is assessments.toml.
Result<void> read_decisions_file(const std::string& path, review::Decisions& decisions);
// assessments.toml of the scan root, where there is one.
Result<void> read_project_decisions(const std::string& folder, review::Decisions& decisions);

}  // namespace ward::cli
