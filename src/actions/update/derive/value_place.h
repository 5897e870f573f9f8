// A single value in a text, replaced so that every other byte stays (private to this folder).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::update {

// By group 1 of a pattern, which must match at one place alone.
Result<std::string> replace_by_pattern(std::string_view text, std::string_view pattern, std::string_view value,
                                       std::string_view name);
// By a JSON pointer into a JSON, TOML or YAML document, told apart by the end of `name`. The value keeps its form
// (quotes, a bare number); what would not read back as it is an error.
Result<std::string> replace_by_pointer(std::string_view text, std::string_view pointer, std::string_view value,
                                       std::string_view name);

}  // namespace ward::update
