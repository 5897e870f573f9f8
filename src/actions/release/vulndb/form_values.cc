#include "actions/release/vulndb/form_values.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"

namespace ward::release::vulndb {
namespace {

constexpr double max_safe = 9007199254740991.0;  // Number.MAX_SAFE_INTEGER

// unreserved, sub-delims, ':', '@', and '%' of an escape
bool is_path_char(char c) {
    return is_alnum(c) || std::string_view("-._~!$&'()*+,;=:@%").contains(c);
}

size_t run(std::string_view text, size_t at, std::string_view also) {
    while (at < text.size() && (is_path_char(text[at]) || also.contains(text[at]))) ++at;
    return at;
}

bool is_address(std::string_view inside) {
    return !inside.empty() && inside.contains(':') && std::ranges::all_of(inside, [](char c) {
        return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f') || c == ':' || c == '.';
    });
}

// What stands between "//" and the path: [user@]host[:port].
bool is_authority(std::string_view text) {
    if (const size_t at = text.find('@'); at != std::string_view::npos) {
        if (run(text.substr(0, at), 0, "") != at) return false;
        text.remove_prefix(at + 1);
    }
    if (text.starts_with('[')) {
        const size_t end = text.find(']');
        if (end == std::string_view::npos || !is_address(text.substr(1, end - 1))) return false;
        text.remove_prefix(end + 1);
        return text.empty() || (text[0] == ':' && std::ranges::all_of(text.substr(1), is_digit));
    }
    const size_t colon = text.find(':');
    const std::string_view host = text.substr(0, colon);
    const std::string_view port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    return !host.empty() && !host.contains('@') && run(host, 0, "") == host.size() &&
           std::ranges::all_of(port, is_digit);
}

}  // namespace

bool is_uri(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || !is_alpha(text[0])) return false;
    if (!std::ranges::all_of(text.substr(0, colon),
                             [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; }))
        return false;
    std::string_view rest = text.substr(colon + 1);
    if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        const size_t end = std::min(rest.find_first_of("/?#"), rest.size());
        if (!is_authority(rest.substr(0, end))) return false;
        rest.remove_prefix(end);
    } else if (rest.empty() || rest[0] == '?' || rest[0] == '#') {
        return false;
    }
    size_t at = run(rest, 0, "/");
    if (at < rest.size() && rest[at] == '?') at = run(rest, at + 1, "/?");
    if (at < rest.size() && rest[at] == '#') at = run(rest, at + 1, "/?");
    return at == rest.size();
}

bool has_date_form(std::string_view text) {
    constexpr std::string_view form = "0000-00-00";
    return text.size() == form.size() &&
           std::ranges::equal(text, form, [](char c, char like) { return like == '0' ? is_digit(c) : c == like; });
}

bool contains_cve(std::string_view text) {
    constexpr std::string_view start = "CVE-";
    constexpr std::string_view year = "0000-0";
    for (size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1)) {
        const std::string_view after = text.substr(at + start.size(), year.size());
        if (std::ranges::equal(after, year, [](char c, char like) { return like == '0' ? is_digit(c) : c == like; }))
            return true;
    }
    return false;
}

bool fits_severity_pattern(std::string_view text) {
    return text.starts_with("unknown") || text.contains("low") || text.contains("medium") || text.contains("high") ||
           text.ends_with("critical");
}

bool reads_as_number(const Node& node) {
    std::string_view text = node.text;
    if (node.is_string()) text = trim(text);
    else if (node.kind != Node::Kind::integer && node.kind != Node::Kind::real) return false;
    const bool is_negative = text.starts_with('-');
    // from_chars takes no plus.
    if (text.starts_with('+')) text.remove_prefix(1);
    const std::string_view digits = text.substr(is_negative ? 1 : 0);
    // from_chars also reads "inf" and "nan".
    if (digits.empty() || (!is_digit(digits[0]) && digits[0] != '.')) return false;
    const auto value = to_number<double>(text);
    return value && std::isfinite(*value) && std::abs(*value) <= max_safe;
}

size_t utf16_length(std::string_view text) {
    constexpr size_t two_units = 4;  // bytes of a character beyond the basic plane
    size_t length = 0;
    while (!text.empty()) {
        const size_t bytes = std::max<size_t>(utf8_length(text), 1);
        length += bytes == two_units ? 2 : 1;
        text.remove_prefix(bytes);
    }
    return length;
}

}  // namespace ward::release::vulndb
