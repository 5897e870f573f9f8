#include "formats/sarif_uri.h"

#include <charconv>
#include <vector>

#include "base/text.h"
#include "formats/sarif.h"

namespace ward::sarif {
namespace {

// Nothing for a '%' without two digits, and for what no path can hold.
std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            unsigned int byte = 0;
            if (i + 2 >= text.size()) return std::nullopt;
            const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
            if (error != std::errc{} || end != text.data() + i + 3) return std::nullopt;
            c = static_cast<char>(byte);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out += c == '\\' ? '/' : c;  // as tools on Windows write
    }
    return out;
}

// The scheme with its colon's position, or npos: "file:", "https:"; "C:" is a drive.
size_t scheme_end(std::string_view uri) {
    const size_t colon = uri.find_first_of(":/?#");
    if (colon == std::string_view::npos || uri[colon] != ':' || colon < 2 || !is_alpha(uri[0]))
        return std::string_view::npos;
    for (const char c : uri.substr(0, colon))
        if (!is_alnum(c) && c != '+' && c != '-' && c != '.') return std::string_view::npos;
    return colon;
}

// "a/./b/../c" is "a/c"; nothing where it leaves its root.
std::optional<std::string> clean(std::string_view path) {
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            parts.push_back(part);
        } else {
            if (parts.empty()) return std::nullopt;
            parts.pop_back();
        }
    }
    std::string out;
    for (const std::string_view part : parts) (out += out.empty() ? "" : "/") += part;
    return out;
}

// The path of a URI without its query and fragment, decoded; absolute ones start with '/'. Nothing for other schemes
// and other hosts.
std::optional<std::string> decoded_path(std::string_view uri) {
    uri = uri.substr(0, uri.find_first_of("?#"));
    if (const size_t end = scheme_end(uri); end != std::string_view::npos) {
        if (!equal_ignoring_case(uri.substr(0, end), "file")) return std::nullopt;
        uri.remove_prefix(end + 1);
        if (!uri.starts_with('/')) return std::nullopt;
    }
    if (uri.starts_with("//")) {
        uri.remove_prefix(2);
        const std::string_view host = uri.substr(0, uri.find('/'));
        if (!host.empty() && !equal_ignoring_case(host, "localhost")) return std::nullopt;
        uri.remove_prefix(host.size());
    }
    return percent_decoded(uri);
}

bool is_absolute(std::string_view path) {
    return path.starts_with('/') || (path.size() > 1 && is_alpha(path[0]) && path[1] == ':');
}

// `path` below `folder` (both absolute), or nothing.
std::optional<std::string> below(std::string_view path, std::string_view folder) {
    const auto inner = clean(path);
    const auto outer = clean(folder);
    if (!inner || !outer || outer->empty()) return std::nullopt;
    if (*inner == *outer) return std::string();
    if (inner->size() <= outer->size() || !inner->starts_with(*outer) || (*inner)[outer->size()] != '/')
        return std::nullopt;
    return inner->substr(outer->size() + 1);
}

}  // namespace

std::optional<std::string> path_of(std::string_view uri, std::string_view base_id, const UriBases& bases,
                                   std::string_view root) {
    auto path = decoded_path(uri);
    if (!path || path->empty()) return std::nullopt;
    if (is_absolute(*path)) {
        if (!root.empty())
            if (auto inside = below(*path, root)) return inside->empty() ? std::nullopt : inside;
        // A tool that resolved its own base: the folder it names is the root as that machine had it.
        for (const auto& [id, base] : bases)
            if (const auto folder = decoded_path(base.uri); folder && is_absolute(*folder) && base.base_id.empty())
                if (auto inside = below(*path, *folder)) return inside->empty() ? std::nullopt : inside;
        return std::nullopt;
    }
    std::string whole = *path;
    for (size_t steps = 0; !base_id.empty(); ++steps) {
        if (steps == max_base_chain) return std::nullopt;
        const auto base = bases.find(base_id);
        if (base == bases.end() || base->second.uri.empty()) break;
        const auto folder = decoded_path(base->second.uri);
        if (!folder) return std::nullopt;
        if (is_absolute(*folder)) {
            // Where the scanned root is below (or is) the base, the rest of the way is known; else the base is the
            // root.
            break;
        }
        whole.insert(0, 1, '/').insert(0, *folder);
        base_id = base->second.base_id;
    }
    auto inside = clean(whole);
    return inside && !inside->empty() ? inside : std::nullopt;
}

}  // namespace ward::sarif
