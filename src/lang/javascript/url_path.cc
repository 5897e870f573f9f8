#include "lang/javascript/url_path.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace ward::javascript {
namespace {

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_dot(std::string_view segment) {
    return segment == "." || equal_ignoring_case(segment, "%2e");
}

bool is_double_dot(std::string_view segment) {
    return segment == ".." || equal_ignoring_case(segment, ".%2e") || equal_ignoring_case(segment, "%2e.") ||
           equal_ignoring_case(segment, "%2e%2e");
}

// Blanks at the ends, tabs and line ends anywhere are not part of a URL.
std::string without_ignored(std::string_view text) {
    const auto is_outer = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!text.empty() && is_outer(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_outer(text.back())) text.remove_suffix(1);
    std::string out;
    for (const char c : text)
        if (c != '\t' && c != '\n' && c != '\r') out += c;
    return out;
}

}  // namespace

std::string encode_path(std::string_view path) {
    std::string out;
    out.reserve(path.size());
    for (const char c : path) {
        switch (c) {
            case '%': out += "%25"; break;
            case '\\': out += "%5C"; break;
            case '?': out += "%3F"; break;
            case '#': out += "%23"; break;
            case '\n': out += "%0A"; break;
            case '\r': out += "%0D"; break;
            case '\t': out += "%09"; break;
            default: out += c; break;
        }
    }
    return out;
}

std::optional<std::string> join_url_path(std::string_view base, std::string_view reference) {
    std::string text = without_ignored(reference);
    text.resize(std::min(text.size(), text.find_first_of("?#")));
    for (char& c : text)
        if (c == '\\') c = '/';
    if (text.starts_with("//")) {  // a host: this machine has none
        text.erase(0, 2);
        const size_t slash = std::min(text.find('/'), text.size());
        if (slash != 0 && !equal_ignoring_case(std::string_view(text).substr(0, slash), "localhost"))
            return std::nullopt;
        text.erase(0, slash);
        if (text.empty()) text.push_back('/');
    }
    if (text.empty()) return std::string(base);
    std::vector<std::string_view> segments;
    if (!text.starts_with('/')) {
        segments = split(base, '/');
        segments.erase(segments.begin());
        if (!segments.empty()) segments.pop_back();
    }
    std::vector<std::string_view> further = split(text, '/');
    if (text.starts_with('/')) further.erase(further.begin());
    for (size_t i = 0; i < further.size(); ++i) {
        const bool is_last = i + 1 == further.size();
        if (is_double_dot(further[i])) {
            if (!segments.empty()) segments.pop_back();
            if (is_last) segments.emplace_back();
        } else if (is_dot(further[i])) {
            if (is_last) segments.emplace_back();
        } else {
            segments.push_back(further[i]);
        }
    }
    std::string out;
    for (const std::string_view segment : segments) {
        out += '/';
        out += segment;
    }
    return out.empty() ? "/" : out;
}

std::optional<std::string> decode_path(std::string_view encoded) {
    std::string out;
    out.reserve(encoded.size());
    for (size_t i = 0; i < encoded.size(); ++i) {
        if (encoded[i] != '%') {
            out += encoded[i];
            continue;
        }
        const int high = i + 2 < encoded.size() ? hex_digit(encoded[i + 1]) : -1;
        const int low = i + 2 < encoded.size() ? hex_digit(encoded[i + 2]) : -1;
        if (high < 0 || low < 0) return std::nullopt;
        const char c = static_cast<char>(static_cast<unsigned char>(high * 16 + low));
        if (c == '/' || c == '\\') return std::nullopt;
        out += c;
        i += 2;
    }
    // A URL's escapes are UTF-8.
    for (size_t i = 0; i < out.size();) {
        const size_t length = utf8_length(std::string_view(out).substr(i));
        if (length == 0) return encoded.find('%') == std::string_view::npos ? std::optional(out) : std::nullopt;
        i += length;
    }
    return out;
}

std::optional<std::string> scheme_of(std::string_view text) {
    const std::string clean = without_ignored(text);
    const size_t colon = clean.find(':');
    if (colon == std::string::npos || colon == 0 || !is_alpha(clean[0])) return std::nullopt;
    for (const char c : clean.substr(0, colon))
        if (!is_alnum(c) && c != '+' && c != '-' && c != '.') return std::nullopt;
    std::string scheme = to_lower(std::string_view(clean).substr(0, colon));
    // These need a host.
    constexpr std::array<std::string_view, 5> special = {"http", "https", "ws", "wss", "ftp"};
    for (const std::string_view one : special)
        if (scheme == one && clean.find_first_not_of("/\\", colon + 1) == std::string::npos) return std::nullopt;
    return scheme;
}

std::string resolve_path(std::string_view folder, std::string_view path) {
    std::vector<std::string_view> segments;
    const auto add = [&](std::string_view text) {
        for (const std::string_view segment : split(text, '/')) {
            if (segment == "..") {
                if (!segments.empty()) segments.pop_back();
            } else if (!segment.empty() && segment != ".") {
                segments.push_back(segment);
            }
        }
    };
    if (!path.starts_with('/')) add(folder);
    add(path);
    std::string out;
    for (const std::string_view segment : segments) {
        out += '/';
        out += segment;
    }
    return out.empty() ? "/" : out;
}

std::string_view folder_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string_view::npos ? "/" : path.substr(0, slash);
}

}  // namespace ward::javascript
