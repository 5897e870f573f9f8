#include "formats/escape.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {

std::string escape_html(std::string_view text) {
    std::string out;
    for (const char c : display(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            case '#': out += out.ends_with('#') ? "&#35;" : "#"; break;  // "##[...]" commands a CI system
            default: out += c;
        }
    }
    return out;
}

std::string escape_csv(std::string_view text) {
    std::string safe = display(text);
    const size_t first = safe.find_first_not_of(' ');
    // Spreadsheets also take full-width signs for the start of a formula.
    constexpr std::array<std::string_view, 8> formula_starts{
        "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    if (first != std::string::npos)
        for (const std::string_view start : formula_starts)
            if (safe.compare(first, start.size(), start) == 0) {
                safe.insert(0, 1, '\'');
                break;
            }
    if (safe.find_first_of(",\"") == std::string::npos && (safe.empty() || (safe.front() != ' ' && safe.back() != ' ')))
        return safe;
    return '"' + replace_all(safe, "\"", "\"\"") + '"';
}

namespace {

// Runners look for "::" at the start of a line, but strip what Unicode counts as blank.
std::string disarm_colons(std::string out) {
    const size_t colons = out.find("::");
    const auto is_blank = [](char c) { return c == ' ' || static_cast<unsigned char>(c) >= 0x80; };
    if (colons != std::string::npos && std::ranges::all_of(out.substr(0, colons), is_blank))
        out.insert(colons, 1, '\\');
    return out;
}

}  // namespace

// "##[" and "##vso[" are commands anywhere in a line.
std::string escape_log_line(std::string_view text) {
    return disarm_colons(replace_all(display(text), "##", "#\\#"));
}

std::string disarm_log_commands(std::string_view line) {
    return disarm_colons(replace_all(replace_all(line, "##[", "#\\#["), "##vso[", "#\\#vso["));
}

std::string escape_uri_path(std::string_view path) {
    std::string out;
    for (const char c : path) {
        const bool names_a_host = c == '/' && out == "/";  // "//host/..." leads elsewhere
        if (!names_a_host && (is_alnum(c) || std::string_view("/-._~").find(c) != std::string_view::npos)) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    const auto value = [&](size_t at) {
        if (at >= text.size()) return -1;
        const char c = to_lower(text[at]);
        if (is_digit(c)) return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int high = value(i + 1);
        const int low = value(i + 2);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string escape_uri_part(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_alnum(c) || std::string_view("-._~").contains(c)) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

bool is_safe_link(std::string_view url) {
    const size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    if (scheme == 0) return false;
    for (const char c : url)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '"' || c == '<' ||
            c == '>' || c == '`' || c == '\\')
            return false;
    // A user name in front of the host makes it look like another host.
    const std::string_view authority = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
    return !authority.empty() && authority.find('@') == std::string_view::npos;
}

}  // namespace ward
