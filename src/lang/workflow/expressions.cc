#include "lang/workflow/expressions.h"

#include "base/text.h"

namespace ward::workflow {
namespace {

constexpr std::string_view opening = "${{";
constexpr std::string_view closing = "}}";

// The place of the closing braces at or behind `from`.
size_t find_end(std::string_view text, size_t from, ExpressionEnd rule) {
    if (rule == ExpressionEnd::first_braces) return text.find(closing, from);
    bool literal = false;
    for (size_t i = from; i < text.size(); ++i) {
        // '' inside a literal ends it and begins the next: the same answer.
        if (text[i] == '\'') literal = !literal;
        else if (!literal && text.substr(i).starts_with(closing)) return i;
    }
    return std::string_view::npos;
}

// Unicode's white space, as Go trims it.
bool is_wide_space(char32_t c) {
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string_view trim_wide(std::string_view text) {
    for (;;) {
        text = trim(text);
        const size_t length = utf8_length(text);
        if (length < 2 || !is_wide_space(decode_utf8(text.substr(0, length)))) break;
        text.remove_prefix(length);
    }
    for (;;) {
        text = trim(text);
        size_t length = 1;
        while (length < 4 && length < text.size() && (text[text.size() - length] & 0xC0) == 0x80) ++length;
        if (length < 2 || length > text.size()) return text;
        const std::string_view last = text.substr(text.size() - length);
        if (utf8_length(last) != length || !is_wide_space(decode_utf8(last))) return text;
        text.remove_suffix(length);
    }
}

}  // namespace

Expressions find_expressions(std::string_view text, ExpressionEnd rule) {
    Expressions out;
    for (size_t begin = text.find(opening); begin != std::string_view::npos;) {
        const size_t inside = begin + opening.size();
        const size_t end = find_end(text, inside, rule);
        if (end == std::string_view::npos) {
            out.unclosed = begin;
            break;
        }
        out.found.push_back({.begin = begin, .end = end + closing.size(), .inside = text.substr(inside, end - inside)});
        begin = text.find(opening, end + closing.size());
    }
    return out;
}

bool is_one_expression(std::string_view text) {
    const std::string_view bare = trim_wide(text);
    return bare.starts_with(opening) && bare.ends_with(closing) && bare.find(opening, 1) == std::string_view::npos;
}

}  // namespace ward::workflow
