// What a byte of source text can be part of, as one table, and the few rules for characters beyond ASCII.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace ward::javascript {

inline constexpr uint8_t name_start = 1;  // bytes from 0x80 on are too: see blank_length for those that are not
inline constexpr uint8_t name_part = 2;
inline constexpr uint8_t blank = 4;      // ASCII white space that is no line terminator
inline constexpr uint8_t line_mark = 8;  // may start a line terminator: \n, \r and the first byte of U+2028, U+2029
inline constexpr uint8_t decimal = 16;
inline constexpr uint8_t ascii_name_part = 32;
inline constexpr uint8_t rare_blank = 64;     // \r, and first bytes of white space beyond ASCII
inline constexpr uint8_t comment_mark = 128;  // may start a comment, HTML-like ones and the hashbang line included

inline constexpr auto character_classes = [] {
    std::array<uint8_t, 256> classes{};
    for (size_t i = 0; i < classes.size(); ++i) {
        const char c = static_cast<char>(i);
        if (is_alpha(c) || c == '$' || c == '_' || i >= 0x80) classes[i] |= name_start | name_part;
        if (is_alnum(c) || c == '$' || c == '_') classes[i] |= ascii_name_part;
        if (c == '\r' || i == 0xc2 || i == 0xef || (i >= 0xe1 && i <= 0xe3)) classes[i] |= rare_blank;
        if (is_digit(c)) classes[i] |= name_part | decimal;
        if (c == ' ' || c == '\t' || c == '\v' || c == '\f') classes[i] |= blank;
        if (c == '\n' || c == '\r' || i == 0xe2) classes[i] |= line_mark;
        if (c == '/' || c == '<' || c == '-' || c == '#') classes[i] |= comment_mark;
    }
    return classes;
}();

constexpr bool is_class(char c, uint8_t wanted) {
    return (character_classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

// Bytes of the line terminator that `text` starts with, 0 if it starts with none. \r\n is one.
constexpr size_t line_end_length(std::string_view text) {
    if (text.starts_with('\n')) return 1;
    if (text.starts_with('\r')) return text.starts_with("\r\n") ? 2 : 1;
    return text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9") ? 3 : 0;
}

// Bytes of the white space beyond ASCII that `text` starts with (Unicode's space separators and the byte order mark).
constexpr size_t wide_blank_length(std::string_view text) {
    if (text.starts_with("\xc2\xa0")) return 2;
    for (const std::string_view one : {"\xef\xbb\xbf", "\xe1\x9a\x80", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"})
        if (text.starts_with(one)) return one.size();
    const bool em_or_en = text.starts_with("\xe2\x80") && text.size() > 2 &&
                          static_cast<unsigned char>(text[2]) >= 0x80 && static_cast<unsigned char>(text[2]) <= 0x8a;
    return em_or_en ? 3 : 0;
}

constexpr bool starts_wide_blank(std::string_view text) {
    return is_class(text[0], rare_blank) && (line_end_length(text) > 0 || wide_blank_length(text) > 0);
}

}  // namespace ward::javascript
