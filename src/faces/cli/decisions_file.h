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
// By its content: JSON is OpenVEX, anything else assessments.toml. `not_found` where there is no such file.
Result<void> read_decisions_file(const std::string& path, const std::string& name, review::Decisions& decisions);

}  // namespace ward::cli
