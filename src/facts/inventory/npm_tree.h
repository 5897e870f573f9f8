// All npm packages of a tree, one per place, whether a lock file, the disk, or both told of them; and node's resolution
// between them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/inventory/npm_installed.h"
#include "facts/inventory/npm_lock.h"
#include "model/component.h"

namespace ward::inventory::npm {

struct Package {
    std::string place;  // from the root of the tree
    std::string name;
    std::string version;
    Origin origin;
    Source source = Source::lockfile;
    Scope scope = Scope::unknown;
    std::optional<std::string> target;  // a link, with nothing of its own
    std::vector<Evidence> evidence;
    std::vector<Claim> contradictions;
    std::vector<std::string> required;  // names; what a lock calls a need is required here
    std::vector<std::string> optional;
    std::vector<std::string> bundled;
    Declarations declared = {};  // the ranges of what is needed
    bool is_locked = false;
};

// Not thread-safe while it is filled. Numbers of packages stay valid.
class PackageTree {
  public:
    // A place that the same lock names twice takes the later entry, as npm does; between two locks the first one
    // counts. What differs stays as a contradiction.
    void add(LockedPackage locked);
    // What stands on disk is what runs: its version counts, a lock's other version contradicts it. Returns false where
    // the lock has a package of another name at this place; both are kept.
    bool add(const InstalledPackage& installed);
    // Evidence from a lock that only describes what is there (a dependency's own shrinkwrap): adds no package.
    void confirm(const LockedPackage& locked);

    std::vector<Package>& packages() { return packages_; }
    const std::vector<Package>& packages() const { return packages_; }
    std::optional<size_t> at(std::string_view place) const;
    // The package that `require(name)` finds from a file in `folder`, through links. In a store, where links lead to
    // what this listing does not tell, the only package of that name.
    std::optional<size_t> resolve(std::string_view folder, std::string_view name) const;

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    template <typename T>
    using ByText = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    void take_place(Package package);

    std::vector<Package> packages_;
    ByText<size_t> number_by_place_;
    ByText<std::vector<size_t>> stored_;  // by name
    // By the folder that has a node_modules, then by the name in it: most folders on the way up have none, and names
    // are shorter to look up than places.
    ByText<ByText<size_t>> held_;
};

// A project that stands over installed packages: what it needs decides what they are for.
enum class Role { application, member };  // a member is a workspace of the application above it
struct Application {
    std::string folder;
    Manifest manifest;
    Role role = Role::application;
};

// Marks what came inside another package's tarball: by a holder's bundleDependencies those names, what they need from
// the same node_modules, and all below.
void mark_bundled(PackageTree& tree, const std::vector<Application>& applications);
// Scope of what no lock tells the scope of: required by an application at run time, only optionally, only for its
// development, or by nothing (unknown). Below a folder without package.json everything counts as runtime.
void assign_scopes(PackageTree& tree, const std::vector<Application>& applications);

}  // namespace ward::inventory::npm
