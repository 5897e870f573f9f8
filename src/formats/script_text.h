// The small parts of JSON as JavaScript writes it (JSON.stringify), byte for byte, for files that its tools keep too.
// ECMA-262: QuoteJSONString, Number::toString, array indices among property names. (ward's own files are written by
// JsonWriter, which also escapes what a terminal or a log would obey.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward {

// With its quotes.
void append_script_string(std::string& out, std::string_view text);
// 5, 4.9, -1, 1e-7: String(number); "null" for what is not finite.
std::string script_number(double number);
// The array index that a property's name is ("7", and neither "07" nor 2^32 - 1): these come first in an object, by
// number.
std::optional<uint32_t> script_index(std::string_view name);

}  // namespace ward
