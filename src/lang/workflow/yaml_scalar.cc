// What go-yaml takes a plain scalar for: YAML 1.2's core schema, with Go's own spelling of numbers (underscores, 0x,
// 0o, 0b, a leading zero for octal) and four forms of time. Only the kind is decided; no value is made.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "lang/workflow/yaml_tree.h"

namespace ward::workflow {
namespace {

template <size_t size>
bool is_one_of(std::string_view text, const std::array<std::string_view, size>& words) {
    return std::ranges::find(words, text) != words.end();
}

constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 6> booleans{"true", "True", "TRUE", "false", "False", "FALSE"};
constexpr std::array<std::string_view, 14> reals{".nan",  ".NaN",  ".NAN",  ".inf",  ".Inf",  ".INF", "+.inf",
                                                 "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "-0",   "-0.0"};

// Takes up to `most` digits, at least one, off the front.
std::optional<int> take_number(std::string_view& text, size_t most) {
    size_t length = 0;
    while (length < most && length < text.size() && is_digit(text[length])) ++length;
    const auto value = to_number<int>(text.substr(0, length));
    text.remove_prefix(length);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

// 29 February only in its years: a date that does not exist is text.
int days_of(int year, int month) {
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<size_t>(month - 1)];
}

bool take_zone(std::string_view& text) {
    if (take(text, 'Z')) return true;
    if (!take(text, '+') && !take(text, '-')) return false;
    if (text.size() < 5 || text[2] != ':') return false;
    const auto hours = take_number(text, 2);
    const bool colon = take(text, ':');
    const auto minutes = take_number(text, 2);
    // Go's own bounds of an offset: 24 and 60 are within.
    return hours && colon && minutes && *hours <= 24 && *minutes <= 60;
}

bool take_clock(std::string_view& text) {
    const size_t before = text.size();
    const auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || before - text.size() == 0 || !take(text, ':')) return false;
    const auto minute = take_number(text, 2);
    if (!minute || *minute > 59 || !take(text, ':')) return false;
    const auto second = take_number(text, 2);
    if (!second || *second > 59) return false;
    if (text.size() > 1 && (text[0] == '.' || text[0] == ',') && is_digit(text[1])) {
        text.remove_prefix(1);
        while (!text.empty() && is_digit(text[0])) text.remove_prefix(1);
    }
    return true;
}

// 2006-1-2, 2006-1-2 15:4:5.9 or 2006-1-2T15:4:5.9Z07:00 (or t).
bool is_time(std::string_view text) {
    if (text.size() < 8 || !std::ranges::all_of(text.substr(0, 4), is_digit) || text[4] != '-') return false;
    const int year = *to_number<int>(text.substr(0, 4));
    text.remove_prefix(5);
    const auto month = take_number(text, 2);
    if (!month || *month < 1 || *month > 12 || !take(text, '-')) return false;
    const auto day = take_number(text, 2);
    if (!day || *day < 1 || *day > days_of(year, *month)) return false;
    if (text.empty()) return true;
    if (take(text, ' ')) return take_clock(text) && text.empty();
    if (!take(text, 'T') && !take(text, 't')) return false;
    return take_clock(text) && take_zone(text) && text.empty();
}

int digit_value(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
}

// An integer of 64 bits, signed or (without a sign) unsigned. Underscores are gone before.
bool is_integer(std::string_view text) {
    const bool negative = text.starts_with('-');
    const bool sign = negative || text.starts_with('+');
    if (sign) text.remove_prefix(1);
    int base = 10;
    if (text.size() > 1 && text[0] == '0') {
        const char mark = to_lower(text[1]);
        base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
        text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
    }
    if (text.empty()) return false;
    unsigned __int128 value = 0;
    for (const char c : text) {
        if (digit_value(c) >= base) return false;
        value = value * static_cast<unsigned>(base) + static_cast<unsigned>(digit_value(c));
        if (value >> 64 != 0) return false;
    }
    constexpr unsigned __int128 half = static_cast<unsigned __int128>(1) << 63;
    return !sign || value < half || (negative && value == half);
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?; a number too large for a double is left out of account.
bool is_decimal(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    const auto digits = [&] {
        size_t count = 0;
        while (count < text.size() && is_digit(text[count])) ++count;
        text.remove_prefix(count);
        return count;
    };
    const size_t whole = digits();
    if (take(text, '.')) {
        if (digits() == 0 && whole == 0) return false;
    } else if (whole == 0) {
        return false;
    }
    if (!take(text, 'e') && !take(text, 'E')) return text.empty();
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return digits() != 0 && text.empty();
}

}  // namespace

YamlTag tag_of_plain(std::string_view text) {
    if (is_one_of(text, nulls)) return YamlTag::null;
    if (is_one_of(text, booleans)) return YamlTag::boolean;
    if (is_one_of(text, reals)) return YamlTag::real;
    if (text == "<<") return YamlTag::other;
    if (text[0] == '.') return is_decimal(text) ? YamlTag::real : YamlTag::text;
    if (!is_digit(text[0]) && text[0] != '-' && text[0] != '+') return YamlTag::text;
    if (is_time(text)) return YamlTag::other;
    std::string plain(text);
    std::erase(plain, '_');
    if (is_integer(plain)) return YamlTag::integer;
    return is_decimal(plain) ? YamlTag::real : YamlTag::text;
}

}  // namespace ward::workflow
