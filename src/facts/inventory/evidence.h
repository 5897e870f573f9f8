// Evidence from the text of a file: which line, and what it says.
#pragma once

#include <string>
#include <string_view>

#include "model/component.h"

namespace ward::inventory {

// Longest text of a line that is kept; more says nothing about a version and would let a tree inflate the report.
constexpr size_t max_evidence_bytes = 200;

// The line of `text` (the contents of file `path`) that holds byte `offset`: trimmed, valid UTF-8, cut to
// max_evidence_bytes. Control characters stay: every sink escapes them in its own way.
Evidence evidence_at(std::string_view path, std::string_view text, size_t offset);
// The same for a line that is known already: counting again for each of many would take the square of their number.
Evidence evidence_of_line(std::string_view path, std::string_view line, int64_t number);

}  // namespace ward::inventory
