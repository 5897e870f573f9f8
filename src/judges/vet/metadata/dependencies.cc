#include "judges/vet/metadata/dependencies.h"

#include <algorithm>

#include "base/text.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/npm_spec.h"

namespace ward::vet {
namespace {

void add(const npm::Manifest& manifest, std::string_view field, const std::vector<npm::NamedText>& list, bool is_peer,
         std::vector<Need>& out) {
    for (const npm::NamedText& one : list)
        if (std::ranges::find(manifest.bundled, one.name) == manifest.bundled.end())
            out.push_back({field, one.name, one.text, is_peer});
}

bool has_host_word(std::string_view range) {
    for (const std::string_view word : {"github:", "gitlab:", "bitbucket:", "gist:"})
        if (range.starts_with(word)) return true;
    return false;
}

// "owner/repository", "owner/repository#v1": what npm takes for a repository on GitHub.
bool is_shorthand(std::string_view range) {
    const std::string_view path = range.substr(0, range.find('#'));
    const size_t slash = path.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size()) return false;
    if (path.find('/', slash + 1) != std::string_view::npos) return false;
    return std::ranges::all_of(path,
                               [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/'; }) &&
           !path.starts_with('.') && !path.starts_with('-');
}

}  // namespace

std::vector<Need> needs_of(const npm::Manifest& manifest) {
    std::vector<Need> out;
    add(manifest, "dependencies", manifest.dependencies, false, out);
    add(manifest, "optionalDependencies", manifest.optional_dependencies, false, out);
    add(manifest, "peerDependencies", manifest.peer_dependencies, true, out);
    return out;
}

bool needs(const npm::Manifest& manifest, std::string_view name) {
    for (const auto* list : {&manifest.dependencies, &manifest.optional_dependencies, &manifest.peer_dependencies})
        if (std::ranges::find(*list, name, &npm::NamedText::name) != list->end()) return true;
    return false;
}

std::string real_name(const Need& need) {
    constexpr std::string_view alias = "npm:";
    if (!need.range.starts_with(alias)) return std::string(need.name);
    const std::string_view spec = need.range.substr(alias.size());
    return std::string(spec.substr(0, spec.find('@', 1)));
}

bool is_outside_registry(std::string_view range) {
    range = trim(range);
    if (range.starts_with("npm:") || range.starts_with("workspace:") || range.starts_with("catalog:")) return false;
    if (range.starts_with("file:") || range.starts_with("link:") || range.starts_with("portal:")) return false;
    if (range.contains("://") || range.starts_with("git@") || has_host_word(range)) return true;
    return is_shorthand(range);
}

std::string normal_range(std::string_view range) {
    range = trim(range);
    if (range.empty() || range == "latest") return range.empty() ? "*" : "latest";
    if (!is_outside_registry(range)) return std::string(range);
    const size_t hash = range.find('#');
    const std::string_view address = range.substr(0, hash);
    const std::string suffix(hash == std::string_view::npos ? std::string_view() : range.substr(hash));
    std::string whole(address);
    if (is_shorthand(address)) whole = "https://github.com/" + whole;
    else if (address.starts_with("github:")) whole = "https://github.com/" + std::string(address.substr(7));
    else if (address.starts_with("gitlab:")) whole = "https://gitlab.com/" + std::string(address.substr(7));
    else if (address.starts_with("bitbucket:")) whole = "https://bitbucket.org/" + std::string(address.substr(10));
    return inventory::repository_url(whole).value_or(whole) + suffix;
}

}  // namespace ward::vet
