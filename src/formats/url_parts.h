// What the parts of the URL parser share: percent-encode sets, and hosts. Private to url*.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::url_parts {

// Percent-encode sets of the URL standard, section 1.3.
enum class EncodeSet : uint8_t { c0_control, fragment, query, special_query, path, userinfo };

void append_encoded(std::string& out, std::string_view text, EncodeSet set);

// `%41` as `A`; a percent sign that two hexadecimal digits do not follow stays.
std::string percent_decode(std::string_view text);

// Are there only whole UTF-8 sequences?
bool is_utf8(std::string_view text);

// `text` as the host of a URL whose scheme is special or not, serialised.
Result<std::string> parse_host(std::string_view text, bool special);

// `C:` or `C|`, and nothing else; with `normalised` only the former.
bool is_drive_letter(std::string_view text, bool normalised = false);

}  // namespace ward::url_parts
