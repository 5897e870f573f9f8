// Which bytes mean what. A literal runs over the bytes that mean nothing where it stands.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace ward::shell {

constexpr bool is_name_start(int c) {
    return c == '_' || (c >= 0 && c < 128 && is_alpha(static_cast<char>(c)));
}
constexpr bool is_name_char(int c) {
    return c == '_' || (c >= 0 && c < 128 && is_alnum(static_cast<char>(c)));
}
// Between words. A carriage return counts, and one before a newline is not even seen (cursor.h).
constexpr bool is_blank(int c) {
    return c == ' ' || c == '\t' || c == '\r';
}
constexpr bool is_name(std::string_view text) {
    if (text.empty() || !is_name_start(text[0])) return false;
    for (const char c : text)
        if (!is_name_char(c)) return false;
    return true;
}
constexpr bool is_number(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text)
        if (!is_digit(c)) return false;
    return true;
}

// What a literal is part of.
enum class Context : uint8_t {
    command,      // words of commands, tests and patterns
    element,      // words of arrays: [ starts an index
    quotes,       // "…"
    heredoc,      // text of an unquoted here-document
    expansion,    // the word behind the operator of ${…}
    pattern,      // the first word of ${a/…/…}
    arithmetic,   // $((…)) and its kin
    regexp,       // behind =~
    apostrophes,  // '…'
};

// Bytes that a literal can run over without a look, as a bit for each context.
struct PlainTable {
    std::array<uint16_t, 256> bits{};

    constexpr void clear(Context context, std::string_view bytes) {
        for (const char c : bytes)
            bits[static_cast<unsigned char>(c)] &= static_cast<uint16_t>(~(1U << static_cast<unsigned>(context)));
    }
    constexpr PlainTable() {
        bits.fill(0xffff);
        bits[0] = bits['\r'] = bits['\n'] = bits['\\'] = bits['$'] = bits['`'] = 0;
        clear(Context::command, " \t;&|()<>'\"?*+@![");
        clear(Context::element, " \t;&|()<>'\"?*+@![");
        clear(Context::quotes, "\"");
        clear(Context::expansion, "}'\"");
        clear(Context::pattern, "}'\"/");
        clear(Context::arithmetic, " \t;&|()<>'\"?*+!~^%/=,:[]}-#");
        clear(Context::regexp, " \t;&|()<>'\"");
        clear(Context::apostrophes, "'");
    }
    constexpr bool has(Context context, char c) const {
        return (bits[static_cast<unsigned char>(c)] >> static_cast<unsigned>(context) & 1) != 0;
    }
};
inline constexpr PlainTable plain_bytes;

}  // namespace ward::shell
