#include "facts/inventory/npm_spec.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/git_url.h"
#include "formats/purl.h"

namespace ward::inventory::npm {
namespace {

constexpr std::string_view modules = "node_modules";

// Beside letters and digits.
constexpr std::string_view name_marks = "-._~!'()*";

bool is_name_part(std::string_view part) {
    return !part.empty() && part[0] != '.' && part[0] != '_' &&
           std::ranges::all_of(part, [](char c) { return is_alnum(c) || name_marks.contains(c); });
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string commit_in(std::string_view fragment) {
    const bool whole = (fragment.size() == 40 || fragment.size() == 64) && std::ranges::all_of(fragment, is_hex);
    return whole ? to_lower(fragment) : std::string();
}

Origin git_origin(std::string url, std::string_view fragment) {
    return {.kind = Origin::Kind::git, .url = std::move(url), .commit = commit_in(fragment), .name = {}, .version = {}};
}

std::optional<Origin> git_in(std::string_view spec) {
    const size_t hash = spec.find('#');
    const std::string_view fragment = hash == std::string_view::npos ? std::string_view() : spec.substr(hash + 1);
    const std::string_view address = spec.substr(0, hash);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> hosts{{
        {"github:", "https://github.com/"},
        {"gitlab:", "https://gitlab.com/"},
        {"bitbucket:", "https://bitbucket.org/"},
    }};
    for (const auto& [prefix, host] : hosts)
        if (address.starts_with(prefix)) {
            auto url = repository_url(std::string(host) + std::string(address.substr(prefix.size())));
            return url ? std::optional(git_origin(*std::move(url), fragment)) : std::nullopt;
        }
    if (auto url = repository_url(address)) return git_origin(*std::move(url), fragment);
    // "user/repo#commit"
    const auto parts = split(address, '/');
    if (parts.size() == 2 && is_name_part(parts[0]) && is_name_part(parts[1]))
        return git_origin(fmt::format("https://github.com/{}", address), fragment);
    return std::nullopt;
}

bool is_tarball(std::string_view path) {
    return path.ends_with(".tgz") || path.ends_with(".tar.gz") || path.ends_with(".tar");
}

// "…/name-1.2.3.tgz": the version starts at the first dash before a digit that makes an exact version.
void take_tarball_name(std::string_view path, Origin& origin) {
    path = path.substr(0, path.find_first_of("?#"));
    std::string_view file = path.substr(path.rfind('/') + 1);
    for (const std::string_view ending : {".tgz", ".tar.gz", ".tar"})
        if (file.ends_with(ending)) file.remove_suffix(ending.size());
    for (size_t dash = file.find('-'); dash != std::string_view::npos; dash = file.find('-', dash + 1)) {
        const std::string_view rest = file.substr(dash + 1);
        if (rest.empty() || !is_digit(rest[0]) || std::ranges::count(rest, '.') < 2) continue;
        if (const auto version = exact_version(rest)) {
            origin.version = *version;
            return;
        }
    }
}

Origin remote_origin(std::string_view url) {
    Origin origin{.kind = Origin::Kind::remote, .url = std::string(url), .commit = {}, .name = {}, .version = {}};
    // GitHub's tarball of a commit is that commit.
    constexpr std::string_view codeload = "https://codeload.github.com/";
    if (url.starts_with(codeload)) {
        const auto parts = split(url.substr(codeload.size()), '/');
        if (parts.size() == 4 && parts[2] == "tar.gz")
            return git_origin(fmt::format("https://github.com/{}/{}", parts[0], parts[1]), parts[3]);
    }
    take_tarball_name(url, origin);
    return origin;
}

Origin file_origin(std::string_view path) {
    Origin origin{.kind = is_tarball(path) ? Origin::Kind::file : Origin::Kind::folder,
                  .url = std::string(path),
                  .commit = {},
                  .name = {},
                  .version = {}};
    if (origin.kind == Origin::Kind::file) take_tarball_name(path, origin);
    return origin;
}

}  // namespace

bool is_package_name(std::string_view name) {
    if (name.size() > max_name_bytes) return false;
    if (!name.starts_with('@')) return is_name_part(name) && name != modules;
    const size_t slash = name.find('/');
    return slash != std::string_view::npos && is_name_part(name.substr(1, slash - 1)) &&
           is_name_part(name.substr(slash + 1));
}

std::optional<std::string_view> exact_version(std::string_view version) {
    version = trim(version);
    while (!version.empty() && (version[0] == '=' || version[0] == 'v' || version[0] == ' ')) version.remove_prefix(1);
    if (version.empty() || version.size() > max_version_bytes || !is_digit(version[0])) return std::nullopt;
    const auto numbers = split(version.substr(0, version.find_first_of("-+")), '.');
    // "1.2" and "1.x" are ranges.
    if (numbers.size() < 3) return std::nullopt;
    for (const std::string_view number : numbers)
        if (number.empty() || !is_digit(number[0])) return std::nullopt;
    const bool clean =
        std::ranges::all_of(version, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '+'; });
    return clean ? std::optional(version) : std::nullopt;
}

Origin origin_of_spec(std::string_view spec) {
    if (const auto version = exact_version(spec))
        return {.kind = Origin::Kind::registry, .url = {}, .commit = {}, .name = {}, .version = std::string(*version)};
    if (spec.starts_with("npm:")) {
        const std::string_view alias = spec.substr(4);
        const size_t at = alias.find('@', 1);
        Origin origin{.kind = Origin::Kind::registry, .url = {}, .commit = {}, .name = {}, .version = {}};
        origin.name = alias.substr(0, at);
        if (at != std::string_view::npos)
            if (const auto version = exact_version(alias.substr(at + 1))) origin.version = *version;
        return origin;
    }
    if (spec.starts_with("file:") || spec.starts_with("link:")) return file_origin(spec.substr(5));
    if (spec.starts_with("./") || spec.starts_with("../")) return file_origin(spec);
    if (spec.starts_with("http://") || spec.starts_with("https://")) return remote_origin(spec);
    if (auto git = git_in(spec)) return *std::move(git);
    return {};
}

Origin origin_of_resolved(std::string_view resolved) {
    if (resolved.empty()) return {};
    if (resolved.starts_with("http://") || resolved.starts_with("https://")) {
        if (resolved.find("/-/") != std::string_view::npos)
            return {.kind = Origin::Kind::registry, .url = {}, .commit = {}, .name = {}, .version = {}};
        return remote_origin(resolved);
    }
    return origin_of_spec(resolved);
}

std::string purl_of(std::string_view name, std::string_view version, const Origin& origin) {
    Purl purl = npm_purl(name, version);
    if (origin.kind == Origin::Kind::git)
        purl.qualifiers["vcs_url"] = "git+" + origin.url + (origin.commit.empty() ? "" : "@" + origin.commit);
    else if (origin.kind == Origin::Kind::remote) purl.qualifiers["download_url"] = origin.url;
    return purl.to_string();
}

std::optional<std::string> join_path(std::string_view folder, std::string_view relative) {
    if (relative.starts_with('/')) return std::nullopt;
    const auto is_bad = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\'; };
    if (std::ranges::any_of(relative, is_bad)) return std::nullopt;
    std::string path(folder);
    if (relative.empty()) return path;
    for (const std::string_view part : split(relative, '/')) {
        if (part.empty()) return std::nullopt;
        if (part == ".") continue;
        if (part == "..") {
            if (path.empty()) return std::nullopt;
            const size_t slash = path.rfind('/');
            path.resize(slash == std::string::npos ? 0 : slash);
            continue;
        }
        if (!path.empty()) path += '/';
        path += part;
    }
    return path;
}

std::string_view folder_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view base_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::optional<Place> place_of(std::string_view path) {
    std::string_view above = folder_of(path);
    size_t name_start = above.empty() ? 0 : above.size() + 1;
    if (const std::string_view scope = base_of(above); scope.starts_with('@')) {
        name_start = above.size() - scope.size();
        above = folder_of(above);
    }
    if (base_of(above) != modules) return std::nullopt;
    return Place{folder_of(above), path.substr(name_start)};
}

std::string_view application_of(std::string_view path) {
    size_t start = 0;
    while (start < path.size()) {
        const size_t end = std::min(path.find('/', start), path.size());
        if (path.substr(start, end - start) == modules) return path.substr(0, start == 0 ? 0 : start - 1);
        start = end + 1;
    }
    return path;
}

size_t nesting_of(std::string_view path) {
    size_t count = 0;
    for (const std::string_view part : split(path, '/'))
        if (part == modules) ++count;
    return count;
}

}  // namespace ward::inventory::npm
