// The rewriting of npm ranges into words; npm_range.cc tells what it is for.
#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/versions/npm.h"

namespace ward::versions::npm {
namespace {

bool starts_part(char c) {
    return is_digit(c) || c == 'x' || c == 'X' || c == '*';
}

// Where the build metadata that starts at a `+` ends; `at` where none does.
size_t end_of_build(std::string_view text, const size_t at) {
    size_t end = at;
    for (size_t mark = at; mark < text.size() && text[mark] == (mark == at ? '+' : '.'); mark = end) {
        size_t next = mark + 1;
        while (next < text.size() && is_identifier_char(text[next])) ++next;
        if (next == mark + 1) break;
        end = next;
    }
    return end;
}

std::string strip_builds(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const size_t end = end_of_build(text, i);
        if (end == i) out += text[i++];
        i = std::max(i, end);
    }
    return out;
}

// `from - to`, if that is the whole text; otherwise the text as it is.
std::string expand_hyphen(std::string text) {
    const size_t hyphen = text.find(" - ");
    if (hyphen == std::string::npos) return text;
    std::string_view from = std::string_view(text).substr(0, hyphen);
    std::string_view to = std::string_view(text).substr(hyphen + 3);
    if (from.starts_with(' ')) from.remove_prefix(1);
    if (to.ends_with(' ')) to.remove_suffix(1);
    const auto low = read_partial(from);
    const auto high = read_partial(to);
    if (!low || !high) return text;

    std::string out;
    if (is_any(low->major)) out = "";
    else if (is_any(low->minor)) out = fmt::format(">={}.0.0-0 ", low->major);
    else if (is_any(low->patch)) out = fmt::format(">={}.{}.0-0 ", low->major, low->minor);
    else out = fmt::format(">={}{} ", from, low->prerelease.empty() ? "-0" : "");

    if (is_any(high->major)) return std::string(trim(out));
    if (is_any(high->minor)) out += fmt::format("<{}.0.0-0", plus_one(high->major));
    else if (is_any(high->patch)) out += fmt::format("<{}.{}.0-0", high->major, plus_one(high->minor));
    else if (high->prerelease.empty())
        out += fmt::format("<{}.{}.{}-0", high->major, high->minor, plus_one(high->patch));
    else out += fmt::format("<={}.{}.{}-{}", high->major, high->minor, high->patch, high->prerelease);
    return out;
}

enum class Zeros { allowed, refused };  // leading zeros of a number

size_t end_of_number(std::string_view text, size_t at, Zeros zeros) {
    if (zeros == Zeros::refused && at < text.size() && text[at] == '0') return at + 1;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

size_t end_of_identifier(std::string_view text, size_t at, Zeros zeros) {
    size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == text.size() || !is_identifier_char(text[end])) return end_of_number(text, at, zeros);
    while (end < text.size() && is_identifier_char(text[end])) ++end;
    return end;
}

// After the first identifier, which ends at `end`.
size_t end_of_identifiers(std::string_view text, size_t end, Zeros zeros) {
    while (end < text.size() && text[end] == '.') {
        const size_t next = end_of_identifier(text, end + 1, zeros);
        if (next == end + 1) break;
        end = next;
    }
    return end;
}

// Three numbers joined by dots; `at` where they are not there.
size_t end_of_numbers(std::string_view text, const size_t at) {
    size_t end = at;
    for (int count = 1;; ++count) {
        const size_t start = end;
        end = end_of_number(text, start, Zeros::allowed);
        if (end == start) return at;
        if (count == 3) return end;
        if (end == text.size() || text[end] != '.') return at;
        ++end;
    }
}

// Where the longest version that starts at `at` (a digit or wildcard) ends: a full loose one, or a partial strict one.
size_t end_of_version(std::string_view text, size_t at) {
    const auto holds = [&](size_t i, char c) { return i < text.size() && text[i] == c; };
    if (const size_t end = end_of_numbers(text, at); end != at) {
        const size_t first = holds(end, '-') ? end + 1 : end;
        size_t after = end_of_identifier(text, first, Zeros::allowed);
        if (after == first) after = end_of_identifier(text, end, Zeros::allowed);
        return after == end ? end : end_of_identifiers(text, after, Zeros::allowed);
    }
    // A strict number ends after a leading zero, and the next one would start there: skip to the last of them.
    while (holds(at, '0') && at + 1 < text.size() && is_digit(text[at + 1])) ++at;
    const auto end_of_part = [&](size_t i) {
        if (i == text.size() || !starts_part(text[i])) return i;
        return is_digit(text[i]) ? end_of_number(text, i, Zeros::refused) : i + 1;
    };
    size_t end = end_of_part(at);
    for (int part = 1; part < 3; ++part) {
        if (!holds(end, '.') || end_of_part(end + 1) == end + 1) return end;
        end = end_of_part(end + 1);
    }
    if (!holds(end, '-')) return end;
    const size_t after = end_of_identifier(text, end + 1, Zeros::refused);
    return after == end + 1 ? end : end_of_identifiers(text, after, Zeros::refused);
}

// Removes one space between an operator (perhaps empty) and the version after it.
std::string join_operators(std::string_view text) {
    const auto is_angle = [](char c) { return c == '<' || c == '>'; };
    const auto is_prefix = [](char c) { return c == 'v' || c == '=' || c == ' '; };
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const size_t start = i;
        if (is_angle(text[i])) ++i;
        while (i < text.size() && is_prefix(text[i])) ++i;
        if (i == text.size() || !starts_part(text[i])) {
            i = std::max(i, start + 1);
            out += text.substr(start, i - start);
            continue;
        }
        size_t space = start;
        if (text[space] == ' ') ++space;
        if (is_angle(text[space])) ++space;
        if (text[space] == '=') ++space;
        const size_t resume = space + (text[space] == ' ' ? 1 : 0);
        i = end_of_version(text, i);
        out += text.substr(start, space - start);
        out += text.substr(resume, i - resume);
    }
    return out;
}

// Removes one space after `~`, `~>` (which then is `~`) and `^`.
std::string join_marks(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("~> ")) i += 2;
        else if (rest.starts_with("~ ") || rest.starts_with("^ ")) i += 1;
    }
    return out;
}

}  // namespace

std::string plus_one(std::string_view digits) {
    constexpr double exponent_from = 1e21;
    if (const auto value = to_number<uint64_t>(digits); value && *value < max_safe_integer)
        return std::to_string(*value + 1);
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    value += 1;
    return value < exponent_from ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

std::string with_plain_spaces(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::string_view three = text.substr(0, 3);
        size_t space = is_space(text.front()) ? 1 : 0;
        if (text.starts_with("\u00a0")) space = 2;
        if (three == "\u1680" || three == "\u2028" || three == "\u2029" || three == "\u202f" || three == "\u205f" ||
            three == "\u3000" || three == "\ufeff" || (three.size() == 3 && three >= "\u2000" && three <= "\u200a"))
            space = 3;
        out += space > 0 ? ' ' : text.front();
        text.remove_prefix(std::max<size_t>(space, 1));
    }
    return out;
}

std::string collapse_spaces(std::string_view text) {
    const std::string plain = with_plain_spaces(text);
    std::string out;
    for (const char c : trim(plain))
        if (c != ' ' || out.back() != ' ') out += c;
    return out;
}

std::string rewrite_alternative(std::string_view text) {
    return join_marks(join_operators(expand_hyphen(strip_builds(text))));
}

}  // namespace ward::versions::npm
