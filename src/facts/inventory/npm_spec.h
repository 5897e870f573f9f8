// The words of npm: what is a package name, what is one exact version, where a package came from, and how the folders
// of a tree spell its packages. Follows npm's package-arg, validate-npm-package-name and node's module resolution.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ward::inventory::npm {

constexpr size_t max_manifest_bytes = 16u << 20;
constexpr size_t max_nesting = 50;  // node_modules inside each other
constexpr size_t max_name_bytes = 214;
constexpr size_t max_version_bytes = 256;

// "name" or "@scope/name", as the registry ever allowed it: also upper case and ~'!()*, never a leading '.' or '_'.
bool is_package_name(std::string_view name);
// `version` without leading blanks, '=' and 'v', if it is then one version ("1.2.3-rc.1", loosely also "1.2.3rc1"), and
// not a range, tag or URL.
std::optional<std::string_view> exact_version(std::string_view version);

// What a package declares to need: names and, as written, the ranges of versions that will do.
using Declarations = std::vector<std::pair<std::string, std::string>>;

// Where a package's files came from.
struct Origin {
    enum class Kind { registry, git, remote, file, folder, unknown };
    Kind kind = Kind::unknown;
    std::string url;      // git: "https://host/path" without ".git"; remote: the tarball; file, folder: the path
    std::string commit;   // git: 40 or 64 hex digits, where the spec names one
    std::string name;     // alias "npm:name@1.2.3", or told by a tarball's name
    std::string version;  // exact; empty where the spec tells none
};
// What the `version` field of a version 1 lock says: a version, an alias, a range, a URL, a path.
Origin origin_of_spec(std::string_view spec);
// What `resolved` says of a package whose name and version are known. An ordinary tarball of any registry or mirror
// (".../-/name-version.tgz") is `registry`.
Origin origin_of_resolved(std::string_view resolved);

// The canonical purl, with vcs_url or download_url for what is not from a registry.
std::string purl_of(std::string_view name, std::string_view version, const Origin& origin);

// "a/b" + "../c" = "a/c". Nothing where the path is absolute, leaves the tree, or is not a clean relative path
// (empty or '.' parts inside, '\\', control characters).
std::optional<std::string> join_path(std::string_view folder, std::string_view relative);

// "a/b" -> "a" and "b".
std::string_view folder_of(std::string_view path);
std::string_view base_of(std::string_view path);

// A folder that stands directly in a node_modules folder.
struct Place {
    std::string_view holder;  // what stands before that node_modules, without '/': "", "deps/npm", "node_modules/a"
    std::string_view name;    // "a", "@scope/a"
};
std::optional<Place> place_of(std::string_view path);
// The folder before the first node_modules: the application a place belongs to. The path itself where there is none.
std::string_view application_of(std::string_view path);
size_t nesting_of(std::string_view path);

}  // namespace ward::inventory::npm
