// Characters as Go reads them: an invalid byte is U+FFFD and one byte wide. For src/lang/dockerfile/*.cc only.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace ward::dockerfile {

struct Rune {
    char32_t value = 0;
    size_t width = 0;  // in the source; 0 at its end
};

inline Rune rune_at(std::string_view text, size_t offset) {
    if (offset >= text.size()) return {};
    const size_t length = utf8_length(text.substr(offset, 4));
    if (length == 0) return {0xFFFD, 1};
    return {decode_utf8(text.substr(offset, length)), length};
}

void append_rune(std::string& out, char32_t c);
bool is_unicode_space(char32_t c);  // Go's unicode.IsSpace
std::string_view trim_left_unicode(std::string_view text);
std::string_view trim_unicode(std::string_view text);
// [\t\v\f\r ]: what separates words of an instruction.
constexpr bool is_separator(char c) {
    return c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == ' ';
}
// In lower case, with the two letters outside ASCII that have one inside for theirs.
std::string lower_name(std::string_view name);

}  // namespace ward::dockerfile
