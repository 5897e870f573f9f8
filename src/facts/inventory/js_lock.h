// What lock files of Yarn and pnpm have in common: a list of packages that tells names, versions and who needs whom,
// but not in which folder each one stands (npm's lock files do: npm_lock.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_lock.h"
#include "facts/inventory/npm_spec.h"

namespace ward::inventory::npm {

constexpr size_t max_js_lock_bytes = 64u << 20;

struct ListedPackage {
    std::string name;
    std::string version;
    Origin origin;
    Evidence evidence;
    Scope scope = Scope::unknown;  // where the lock tells it; else by who needs it
    std::vector<size_t> required;  // numbers in the list
    std::vector<size_t> optional;
    std::string resolved = {};   // where the tarball came from, as written; pnpm tells it of few
    std::string integrity = {};  // of the tarball, as written; Yarn 2 and later tell none
    std::string checksum = {};   // Yarn 2 and later: SHA-512 in hex of the zip file that they make of it
    std::string reference = {};  // Yarn 2 and later: "npm:1.2.3", "patch:…"
};

// What the project's own packages (the root and its workspaces) need.
struct RootNeed {
    size_t package = 0;
    Scope scope = Scope::runtime;
};

// Where a name of a need leads: node has to find that very package by it. pnpm makes a link of each.
struct ListedLink {
    std::optional<size_t> holder = {};  // the package that needs it; nothing: the importer in `folder`
    std::string folder = {};
    std::string name;                    // as it is asked for: an alias, or the package's own
    std::optional<size_t> package = {};  // nothing: the folder `target` of the project
    std::string target = {};
};

struct ListedPackages {
    std::vector<ListedPackage> packages;
    std::vector<RootNeed> roots;
    std::vector<LockProblem> problems;
    std::vector<ListedLink> links = {};
};

// Scopes of what the lock itself gives none: what runtime needs first, then what is optional, then development.
void spread_scopes(ListedPackages& listed);

// Components of the lock file at `path`, each at "PATH#NAME@VERSION", and what the application in its folder needs.
void emit_listed(const Tree& tree, std::string_view path, ListedPackages listed, Collector& out);

// "a/b/yarn.lock#c@1.0.0" is an entry of a list, not a place on disk: the lock's path, else nothing.
std::optional<std::string_view> list_of(std::string_view component_path);

// The lock files of this base name that are the project's own. Those of vendored code are noted.
std::vector<std::string_view> own_locks(const Tree& tree, std::string_view base_name, Collector& out);

// "name@range" as lock files write it: "@scope/name@^1.0.0". Nothing where there is no name or no '@' behind it.
struct Descriptor {
    std::string_view name;
    std::string_view range;
};
std::optional<Descriptor> split_descriptor(std::string_view text);

}  // namespace ward::inventory::npm
