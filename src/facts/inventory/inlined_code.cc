#include "facts/inventory/inlined_code.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

constexpr std::string_view folder = "node_modules/";
constexpr size_t max_name_bytes = 214;  // npm's own limit
constexpr size_t max_path_bytes = 400;
constexpr size_t checksum_bytes = 10;

constexpr bool is_name_char(char c) {
    return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

// "name" or "@scope/name" at the start of `path`.
std::optional<std::string_view> name_at(std::string_view path) {
    size_t start = path.starts_with('@') ? 1 : 0;
    size_t end = start;
    while (end < path.size() && is_name_char(path[end])) ++end;
    if (end == start) return std::nullopt;
    if (start == 1) {
        if (end >= path.size() || path[end] != '/') return std::nullopt;
        const size_t inner = ++end;
        while (end < path.size() && is_name_char(path[end])) ++end;
        if (end == inner) return std::nullopt;
    }
    // A path goes on into the package; a word that ends here is prose or a pattern.
    if (end >= path.size() || path[end] != '/' || end > max_name_bytes) return std::nullopt;
    const std::string_view name = path.substr(0, end);
    return name.starts_with('.') ? std::nullopt : std::optional(name);
}

bool is_checksum(std::string_view text) {
    return text.size() == checksum_bytes &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// The version in what stands before node_modules/: ".yarn/cache/semver-npm-7.5.4-c4ad957fcd-10c0.zip/" or
// ".pnpm/semver@7.5.4/".
std::string version_before(std::string_view before, std::string_view name) {
    std::string flat = replace_all(name, "/", "-");
    const std::string yarn = flat + "-npm-";
    if (const size_t at = before.rfind(yarn); at != std::string_view::npos) {
        const std::string_view rest = before.substr(at + yarn.size());
        // A checksum of ten digits follows the version, which may have dashes of its own.
        for (size_t dash = rest.find('-'); dash != std::string_view::npos; dash = rest.find('-', dash + 1)) {
            if (!is_checksum(rest.substr(dash + 1, checksum_bytes))) continue;
            const std::string_view version = rest.substr(0, dash);
            return looks_like_version(version) ? std::string(version) : std::string();
        }
        return {};
    }
    const std::string pnpm = replace_all(name, "/", "+") + "@";
    if (const size_t at = before.rfind(".pnpm/" + pnpm); at != std::string_view::npos) {
        const std::string_view rest = before.substr(at + 6 + pnpm.size());
        const std::string_view version = rest.substr(0, rest.find_first_of("/_("));
        return looks_like_version(version) ? std::string(version) : std::string();
    }
    return {};
}

// Bundlers name modules in comments and in strings; anywhere else the words are code that deals with folders.
bool is_module_path(std::string_view script, size_t at) {
    size_t start = at;
    while (start > 0 && at - start < max_path_bytes) {
        const char c = script[start - 1];
        if (c == '\n') return false;
        if (c == '"' || c == '\'' || c == '`') return true;
        if (c == ' ' || c == '\t') {
            // "// node_modules/x", "/* ./node_modules/x */", "!*** ./node_modules/x"
            size_t end = start - 1;
            while (end > 0 && (script[end - 1] == ' ' || script[end - 1] == '\t')) --end;
            return end > 0 && (script[end - 1] == '/' || script[end - 1] == '*');
        }
        --start;
    }
    return false;
}

}  // namespace

InlinedPackages find_inlined_packages(std::string_view script) {
    std::map<std::pair<std::string, std::string>, size_t> found;
    InlinedPackages result;
    size_t at = 0;
    while (at < script.size()) {
        const void* hit = ::memmem(script.data() + at, script.size() - at, folder.data(), folder.size());
        if (hit == nullptr) break;
        at = static_cast<size_t>(static_cast<const char*>(hit) - script.data());
        const size_t start = at;
        at += folder.size();
        const auto name = name_at(script.substr(at, max_path_bytes));
        if (!name || !is_module_path(script, start)) continue;
        const size_t from = start > max_path_bytes ? start - max_path_bytes : 0;
        std::string_view before = script.substr(from, start - from);
        before = before.substr(before.find_last_of("\n\"'` ") + 1);
        std::pair<std::string, std::string> key(*name, version_before(before, *name));
        if (found.size() >= max_inlined_packages && !found.contains(key)) {
            result.is_cut = true;
            continue;
        }
        found.try_emplace(std::move(key), start);
    }
    for (const auto& [key, offset] : found) {
        // "x" without a version says nothing new beside "x" with one.
        const auto later = found.upper_bound(key);
        if (key.second.empty() && later != found.end() && later->first.first == key.first) continue;
        result.packages.push_back({key.first, key.second, offset});
    }
    return result;
}

}  // namespace ward::inventory
