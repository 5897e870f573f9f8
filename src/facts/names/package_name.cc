#include "facts/names/package_name.h"

#include "base/text.h"

namespace ward::names {

std::string_view name_of(Ecosystem ecosystem) {
    return ecosystem == Ecosystem::npm ? "npm" : "pypi";
}

std::optional<Ecosystem> ecosystem_named(std::string_view name) {
    if (name == "npm") return Ecosystem::npm;
    if (name == "pypi") return Ecosystem::pypi;
    return std::nullopt;
}

NameParts parts_of(std::string_view name) {
    if (!name.starts_with('@')) return {{}, name};
    const size_t slash = name.find('/');
    if (slash == std::string_view::npos || slash < 2 || slash + 1 == name.size()) return {{}, name};
    return {name.substr(1, slash - 1), name.substr(slash + 1)};
}

bool is_name(std::string_view text) {
    if (text.empty() || text.size() > max_name_bytes) return false;
    for (size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte <= ' ' || byte == 0x7f) return false;
        const size_t length = byte < 0x80 ? 1 : utf8_length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::string registry_spelling(Ecosystem ecosystem, std::string_view name) {
    if (ecosystem == Ecosystem::npm) return std::string(name);
    std::string out;
    out.reserve(name.size());
    for (const char c : name) {
        const bool is_separator = c == '-' || c == '_' || c == '.';
        if (!is_separator) out += to_lower(c);
        else if (out.empty() || out.back() != '-') out += '-';
    }
    return out;
}

}  // namespace ward::names
