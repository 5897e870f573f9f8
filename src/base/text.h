// Small words for strings. Nothing here allocates more than its result; all functions are pure.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_alnum(char c) {
    return is_digit(c) || is_alpha(c);
}
constexpr bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string to_lower(std::string_view text);                                 // ASCII only
std::string_view trim(std::string_view text);                                // white space of both ends
std::vector<std::string_view> split(std::string_view text, char separator);  // n separators give n + 1 parts
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string hex(std::string_view bytes);  // lower-case

// The whole of `text` as a decimal number; nothing if it is anything else or does not fit.
template <typename Number>
std::optional<Number> to_number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

// Does `pattern` match all of `path`? `*` any run without '/', `**` any run, `?` one character but '/'.
// Linear in pattern times path, so that a hostile pattern cannot stall a scan.
bool glob_match(std::string_view pattern, std::string_view path);

// The word of `choices` closest to `word`, if it is near enough to be a likely slip of the fingers ("did you mean").
// Nothing for a word of more than 64 bytes.
std::optional<std::string_view> closest(std::string_view word, std::span<const std::string_view> choices);

// Length in bytes of the valid UTF-8 sequence that starts `text`, 0 where it is not valid (overlong, surrogate, cut).
size_t utf8_length(std::string_view text);
// The character that a valid UTF-8 sequence stands for.
char32_t decode_utf8(std::string_view sequence);
// Characters that move or hide text: C1 controls, zero-width and bidirectional marks, line separators, tags, soft
// hyphen.
bool is_deceptive(char32_t character);
// `text` with each invalid byte replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// `text` made safe for a terminal or a one-line log: control characters, escapes, bidirectional marks, zero-width
// characters and invalid UTF-8 become visible (`\x1b`, `\u202e`). Every string from a scanned subject passes through
// this (or another sink's escape, formats/text/escape.h) before people see it.
std::string display(std::string_view text);

}  // namespace ward
