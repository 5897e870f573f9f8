// assessments.toml and OpenVEX documents, read into the decisions of a review.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "review/review.h"

namespace ward::cli {

// Adds what the file says to `decisions`. `name` is how messages call it. A `usage` error names the line: a decision
// that is not understood must not be passed over.
Result<void> read_assessments(std::string_view toml, const std::string& name, review::Decisions& decisions);
Result<void> read_openvex(std::string_view json, const std::string& name, review::Decisions& decisions);
// A file that the caller named ("-" is standard input), by its content: JSON is OpenVEX, anything else
// assessments.toml.
Result<void> read_decisions_file(const std::string& path, review::Decisions& decisions);
// assessments.toml of the scan root, where there is one.
Result<void> read_project_decisions(const std::string& folder, review::Decisions& decisions);

}  // namespace ward::cli
