#include "judges/policy/registry_lock.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/js_lock.h"
#include "facts/inventory/npm_lock.h"
#include "facts/inventory/pnpm_lock.h"
#include "facts/inventory/yarn_lock.h"

namespace ward::policy {
namespace {

namespace npm = inventory::npm;

constexpr std::string_view hidden_lock = "node_modules/.package-lock.json";
// npm reads the first of its two; who has lock files of two installers has to choose.
constexpr std::array<std::string_view, 5> lock_names{"npm-shrinkwrap.json", "package-lock.json", "yarn.lock",
                                                     "pnpm-lock.yaml", hidden_lock};
constexpr size_t max_problems = 100;  // of one lock file; the rest is counted

LockedPlace::Kind kind_of(const npm::Origin& origin) {
    switch (origin.kind) {
        case npm::Origin::Kind::git: return LockedPlace::Kind::git;
        case npm::Origin::Kind::folder: return LockedPlace::Kind::folder;
        default: return LockedPlace::Kind::tarball;
    }
}

void add_problems(const std::vector<npm::LockProblem>& problems, LockedTree& tree) {
    const size_t shown = std::min(problems.size(), max_problems);
    for (size_t i = 0; i < shown; ++i)
        tree.problems.push_back({tree.path, fmt::format("line {}: {}", problems[i].line, problems[i].reason)});
    if (shown < problems.size())
        tree.problems.push_back({tree.path, fmt::format("{} more entries could not be read", problems.size() - shown)});
}

// What stands in a package's tarball, and not what the project itself would bundle if it were packed: a chain of
// bundled packages that ends at one that is none.
class Bundled {
  public:
    explicit Bundled(const std::map<std::string_view, const npm::LockedPackage*>& places) : places_(places) {}

    bool contains(const npm::LockedPackage& package) const {
        const npm::LockedPackage* here = &package;
        while (here != nullptr && here->bundled) {
            const auto place = npm::place_of(here->place);
            if (!place || !npm::place_of(place->holder)) return false;
            const auto holder = places_.find(place->holder);
            here = holder == places_.end() ? nullptr : holder->second;
        }
        return here != nullptr && here != &package;
    }

  private:
    const std::map<std::string_view, const npm::LockedPackage*>& places_;
};

LockedTree tree_of(const npm::Lock& lock, std::string_view path) {
    LockedTree tree{.path = std::string(path)};
    add_problems(lock.problems, tree);
    std::map<std::string_view, const npm::LockedPackage*> places;  // of one place twice, npm takes the last
    for (const npm::LockedPackage& package : lock.packages) places[package.place] = &package;
    const Bundled bundled(places);
    for (const auto& [place, package] : places) {
        if (!npm::place_of(place)) {
            tree.own.emplace_back(place);
            continue;
        }
        if (bundled.contains(*package)) continue;
        tree.packages.push_back({.place = std::string(place),
                                 .kind = package->target ? LockedPlace::Kind::link : kind_of(package->origin),
                                 .name = package->name,
                                 .version = package->version,
                                 .resolved = package->resolved,
                                 .integrity = package->integrity,
                                 .target = package->target.value_or(""),
                                 .may_be_absent = package->may_be_absent,
                                 .is_development = package->scope == Scope::development,
                                 .has_install_script = package->has_install_script});
    }
    return tree;
}

LockedTree tree_of(const npm::ListedPackages& listed, std::string_view path) {
    LockedTree tree{.path = std::string(path), .installer = ward::npm::Installer::other, .has_places = false};
    add_problems(listed.problems, tree);
    std::map<std::pair<std::string_view, std::string_view>, const npm::ListedPackage*> packages;
    for (const npm::ListedPackage& package : listed.packages) {
        const auto [known, fresh] = packages.try_emplace({package.name, package.version}, &package);
        // The same version from two places (a patched one, a fork): the disk does not tell which one stands where.
        if (!fresh && known->second->integrity != package.integrity)
            tree.problems.push_back({tree.path, fmt::format("line {}: {}@{} is listed with two integrities",
                                                            package.evidence.line, package.name, package.version)});
    }
    for (const auto& [key, package] : packages)
        tree.packages.push_back({.place = {},
                                 .kind = kind_of(package->origin),
                                 .name = package->name,
                                 .version = package->version,
                                 .resolved = package->resolved,
                                 .integrity = package->integrity,
                                 .target = {}});
    return tree;
}

Result<LockedTree> parse(std::string_view text, std::string_view path, size_t most) {
    const std::string_view base = npm::base_of(path);
    if (base == "yarn.lock") {
        WARD_TRY(const npm::YarnLock lock, npm::read_yarn_lock(text, path, {.bytes = most}));
        return tree_of(npm::yarn_packages(lock, {}), path);
    }
    if (base.ends_with(".yaml")) {
        WARD_TRY(const npm::ListedPackages listed, npm::read_pnpm_lock(text, path, {.bytes = most}));
        return tree_of(listed, path);
    }
    // npm's record inside node_modules locks the folder above it.
    const std::string_view folder =
        path.ends_with(hidden_lock) ? npm::folder_of(npm::folder_of(path)) : npm::folder_of(path);
    WARD_TRY(const npm::Lock lock, npm::read_lock(text, path, folder, {.bytes = most}));
    return tree_of(lock, path);
}

}  // namespace

Result<LockedTree> read_locked_tree(const Root& project, const RegistryOptions& options) {
    std::vector<std::string_view> names(lock_names.begin(), lock_names.end());
    if (!options.lock.empty()) names = {options.lock};
    for (const std::string_view name : names) {
        const auto text = project.read(name, options.limits.lock_bytes);
        if (!text && text.error().code == ErrorCode::not_found && options.lock.empty()) continue;
        if (!text) return std::unexpected(text.error());
        WARD_TRY(LockedTree tree, parse(*text, name, options.limits.lock_bytes));
        if (name == hidden_lock && options.lock.empty())
            tree.problems.push_back({std::string(name),
                                     "there is no lock file but npm's own record, which whoever changes the files can "
                                     "change with them"});
        return tree;
    }
    return fail(ErrorCode::not_found, "has no lock file that names tarballs", project.path());
}

}  // namespace ward::policy
