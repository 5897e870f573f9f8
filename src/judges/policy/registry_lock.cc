#include "judges/policy/registry_lock.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/bun_lock.h"
#include "facts/inventory/js_lock.h"
#include "facts/inventory/npm_lock.h"
#include "facts/inventory/pnpm_lock.h"
#include "facts/inventory/yarn_lock.h"

namespace ward::policy {
namespace {

namespace npm = inventory::npm;

constexpr std::string_view hidden_lock = "node_modules/.package-lock.json";
// npm reads the first of its two; who has lock files of two installers has to choose.
constexpr std::array<std::string_view, 6> lock_names{"npm-shrinkwrap.json", "package-lock.json", "yarn.lock",
                                                     "pnpm-lock.yaml",      "bun.lock",          hidden_lock};
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
    LockedTree tree{.path = std::string(path),
                    .installer = ward::npm::Installer::other,
                    .packages_by = PackagesBy::list,
                    .has_places = false};
    add_problems(listed.problems, tree);
    // The same version from two places (a patched one, a fork) is listed twice: either may stand on disk.
    std::set<std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>> known;
    for (const npm::ListedPackage& package : listed.packages) {
        if (!known.insert({package.name, package.version, package.integrity, package.checksum}).second) continue;
        tree.packages.push_back({.place = {},
                                 .kind = kind_of(package.origin),
                                 .name = package.name,
                                 .version = package.version,
                                 .resolved = package.resolved,
                                 .integrity = package.integrity,
                                 .target = {},
                                 .checksum = package.checksum,
                                 .reference = package.reference});
    }
    std::ranges::stable_sort(tree.packages, {},
                             [](const LockedPlace& package) { return std::tie(package.name, package.version); });
    const auto label = [&](size_t number) {
        return fmt::format("{}@{}", listed.packages[number].name, listed.packages[number].version);
    };
    for (const npm::ListedLink& link : listed.links)
        tree.links.push_back({.holder = link.holder ? label(*link.holder) : link.folder,
                              .is_package = link.holder.has_value(),
                              .name = link.name,
                              .target = link.package ? label(*link.package) : link.target,
                              .is_own = !link.package});
    std::ranges::sort(tree.links);
    return tree;
}

// Zip files of Yarn's own stand in the way of tarballs, and where there is no node_modules, in the way of folders.
Result<LockedTree> tree_of_yarn(const npm::YarnLock& lock, std::string_view path, const Root& project) {
    // Yarn 1 does not lock what the project itself needs; its package.json says so.
    std::vector<npm::ManifestNeeds> own;
    if (const auto text = project.read("package.json", npm::max_manifest_bytes); text && lock.is_classic)
        if (auto needs = npm::read_manifest_needs(*text, "package.json")) own.push_back(*std::move(needs));
    LockedTree tree = tree_of(npm::yarn_packages(lock, own), path);
    if (lock.is_classic) return tree;
    tree.has_archives = true;
    tree.own = npm::yarn_workspaces(lock);
    std::erase(tree.own, "");
    tree.is_plug_n_play = project.size(".pnp.cjs").has_value() || project.size(".pnp.js").has_value();
    if (project.open_folder("node_modules/.store"))
        return fail(ErrorCode::unsupported,
                    "is of Yarn's linker \"pnpm\", whose folders are not compared (those of \"node-modules\" and "
                    "Plug'n'Play are)",
                    "node_modules/.store");
    // What cannot run from inside a zip file is unpacked into a node_modules of its own.
    constexpr std::string_view unplugged = ".yarn/unplugged";
    if (project.open_folder(unplugged))
        for (const ward::Entry& entry :
             project.walk({}, [&](std::string_view folder) { return folder == ".yarn" || folder == unplugged; })
                 .entries)
            if (entry.kind == EntryKind::folder && npm::folder_of(entry.path) == unplugged)
                tree.own.push_back(entry.path);
    return tree;
}

Result<LockedTree> parse(std::string_view text, std::string_view path, const Root& project, size_t most) {
    const std::string_view base = npm::base_of(path);
    if (base == "yarn.lock") {
        WARD_TRY(const npm::YarnLock lock, npm::read_yarn_lock(text, path, {.bytes = most}));
        return tree_of_yarn(lock, path, project);
    }
    if (base.ends_with(".yaml")) {
        WARD_TRY(const npm::ListedPackages listed, npm::read_pnpm_lock(text, path, {.bytes = most}));
        LockedTree tree = tree_of(listed, path);
        tree.has_links_on_disk = !tree.links.empty();
        return tree;
    }
    if (base == "bun.lock") {
        WARD_TRY(const npm::Lock lock, npm::read_bun_lock(text, path, {.bytes = most}));
        LockedTree tree = tree_of(lock, path);
        tree.installer = ward::npm::Installer::other;
        tree.packages_by = PackagesBy::bun;
        for (const LockedPlace& package : tree.packages)
            if (const auto at = npm::place_of(package.place); at && at->name != package.name)
                tree.aliases.emplace_back(at->name, fmt::format("{}@{}", package.name, package.version));
        // bun's isolated installs have the same packages at other places.
        tree.has_places = !project.open_folder("node_modules/.bun");
        return tree;
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
        WARD_TRY(LockedTree tree, parse(*text, name, project, options.limits.lock_bytes));
        if (name == hidden_lock && options.lock.empty())
            tree.problems.push_back({std::string(name),
                                     "there is no lock file but npm's own record, which whoever changes the files can "
                                     "change with them"});
        return tree;
    }
    if (options.lock.empty() && project.size("bun.lockb"))
        return fail(ErrorCode::unsupported,
                    "is bun's binary lock file, which is not read; `bun install --save-text-lockfile` writes bun.lock",
                    "bun.lockb");
    return fail(ErrorCode::not_found, "has no lock file that names tarballs", project.path());
}

}  // namespace ward::policy
