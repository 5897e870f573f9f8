#include "formats/escape.h"

#include <array>

#include <fmt/format.h>

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
            default: out += c;
        }
    }
    return out;
}

std::string escape_markdown(std::string_view text) {
    std::string out;
    for (const char c : display(text)) {
        if (c == '@') out += "&#64;";  // a mention would notify a person
        else if (c == '<') out += "&lt;";
        else if (c == '&') out += "&amp;";
        else if (c == ':') out += "&#58;";  // no scheme, so no autolink, and no :emoji:
        else if (std::string_view("\\`*_{}[]()#+!|~>$").find(c) != std::string_view::npos) (out += '\\') += c;
        else out += c;
    }
    // A block marker counts only where a line starts.
    if (!out.empty() && (out[0] == '-' || out[0] == '=')) out.insert(0, 1, '\\');
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

std::string escape_log_line(std::string_view text) {
    std::string out = display(text);
    const size_t first = out.find_first_not_of(' ');
    if (first == std::string::npos) return out;
    const std::string_view rest = std::string_view(out).substr(first);
    if (rest.starts_with("::") || rest.starts_with("##[")) out.insert(first, 1, '\\');
    return out;
}

std::string escape_uri_path(std::string_view path) {
    std::string out;
    for (const char c : path) {
        if (is_alnum(c) || std::string_view("/-._~").find(c) != std::string_view::npos) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

bool is_safe_link(std::string_view url) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
    for (const char c : url)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '"' || c == '<' ||
            c == '>' || c == '`' || c == '\\')
            return false;
    return true;
}

}  // namespace ward
