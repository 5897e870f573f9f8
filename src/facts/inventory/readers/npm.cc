// npm's packages: what lock files say, what stands in node_modules, and what differs between the two. One component per
// place. Follows npm in which lock governs: npm-shrinkwrap.json before package-lock.json, the hidden lock only where it
// agrees with the disk and no other lock stands there, a dependency's own shrinkwrap for its own subtree.
// A package-lock.json inside vendored code describes what its authors install, not what is here: noted, not read.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/bun_lock.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_tree.h"

namespace ward::inventory {
namespace {
using namespace npm;

constexpr size_t max_reported_problems = 100;  // of one lock file; the rest is counted

constexpr std::string_view shrinkwrap_name = "npm-shrinkwrap.json";
constexpr std::string_view lock_name = "package-lock.json";
constexpr std::string_view hidden_name = ".package-lock.json";
constexpr std::string_view bun_name = "bun.lock";
constexpr std::string_view names_read[] = {"package.json", shrinkwrap_name, lock_name, hidden_name, bun_name};

std::string in_folder(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

class NpmReader {
  public:
    NpmReader(const Tree& tree, Collector& out) : tree_(tree), out_(out) {}

    void run() {
        std::vector<InstalledPackage> installed = find_installed(tree_, out_);
        read_locks();
        read_hidden_locks(installed);
        for (const InstalledPackage& package : installed)
            if (!packages_.add(package))
                out_.notes.push_back(
                    {"npm-name-conflict",
                     fmt::format("the lock file has another package here than {}", package.manifest.name),
                     package.place});
        confirm_by_shrinkwraps();
        report_links();
        report_nameless();
        find_applications();
        mark_bundled(packages_, applications_);
        assign_scopes(packages_, applications_);
        emit();
    }

  private:
    std::optional<Lock> load(std::string_view path, std::string_view folder) {
        // The folder is a part of what is read.
        const std::string what = fmt::format("npm-lock of {}", folder);
        auto lock = tree_.parsed(what, path, LockLimits().bytes, [&](std::string_view text, std::string_view name) {
            return base_of(path) == bun_name ? bun_lock_in(folder, text, name) : read_lock(text, name, folder);
        });
        if (!lock) {
            report_unread(path, lock.error().message(), out_);
            return std::nullopt;
        }
        const size_t shown = std::min(lock->problems.size(), max_reported_problems);
        for (size_t i = 0; i < shown; ++i)
            report_unread(path, fmt::format("line {}: {}", lock->problems[i].line, lock->problems[i].reason), out_);
        if (shown < lock->problems.size())
            report_unread(path, fmt::format("{} more entries could not be read", lock->problems.size() - shown), out_);
        return *std::move(lock);
    }

    // bun's places are those below the lock's own folder.
    static Result<Lock> bun_lock_in(std::string_view folder, std::string_view text, std::string_view path) {
        WARD_TRY(Lock lock, read_bun_lock(text, path));
        for (LockedPackage& package : lock.packages) {
            package.place = in_folder(folder, package.place);
            if (package.target) package.target = in_folder(folder, *package.target);
        }
        return lock;
    }

    void note_not_inventory(std::string_view path, std::string_view why) {
        out_.notes.push_back({"lockfile-not-inventory", std::string(why), std::string(path)});
    }

    // Lock files of the project's own.
    void read_locks() {
        for (const std::string_view name : {shrinkwrap_name, lock_name, bun_name})
            for (const std::string_view path : tree_.files_named(name)) read_lock_at(path, name);
    }

    void read_lock_at(std::string_view path, std::string_view name) {
        const std::string_view folder = folder_of(path);
        if (!tree_.vendored_root(path).empty()) {
            if (name == shrinkwrap_name && (place_of(folder) || tree_.has_folder(in_folder(folder, "node_modules"))))
                shrinkwraps_.push_back(path);
            else
                note_not_inventory(path,
                                   "lock file of vendored code: it tells what its authors install, not what is here");
            return;
        }
        if (name == lock_name && tree_.has_file(in_folder(folder, shrinkwrap_name)))
            return note_not_inventory(path, "npm-shrinkwrap.json beside it governs");
        // Two lists of one folder would be two trees in one place.
        if (name == bun_name && lock_needs_.contains(std::string(folder)))
            return report_unread(path, "npm's lock file beside it was read in its place", out_);
        auto lock = load(path, folder);
        if (!lock) return;
        for (LockedPackage& package : lock->packages) packages_.add(std::move(package));
        auto& needs = lock_needs_[std::string(folder)];
        needs.insert(needs.end(), lock->root_needs.begin(), lock->root_needs.end());
        auto& declared = lock_declared_[std::string(folder)];
        declared.insert(declared.end(), lock->root_declared.begin(), lock->root_declared.end());
    }

    void read_hidden_locks(const std::vector<InstalledPackage>& installed) {
        for (const std::string_view path : tree_.files_named(hidden_name)) {
            const std::string_view folder = folder_of(path);
            const std::string_view holder = folder_of(folder);
            // npm keeps one in the outermost node_modules only.
            if (base_of(folder) != "node_modules" || application_of(folder) != holder) {
                note_not_inventory(path, "npm keeps no hidden lock file here");
                continue;
            }
            if (lock_needs_.contains(std::string(holder))) continue;
            auto lock = load(path, holder);
            if (!lock) continue;
            if (!agrees(*lock, holder, installed)) {
                out_.notes.push_back(
                    {"hidden-lock-stale", "differs from the packages beside it, which count", std::string(path)});
                continue;
            }
            for (LockedPackage& package : lock->packages) packages_.add(std::move(package));
        }
    }

    // Does the hidden lock say exactly what stands below `holder`/node_modules?
    static bool agrees(const Lock& lock, std::string_view holder, const std::vector<InstalledPackage>& installed) {
        std::map<std::string_view, std::string_view> locked;
        for (const LockedPackage& package : lock.packages)
            if (!package.target && place_of(package.place)) locked.emplace(package.place, package.version);
        size_t same = 0;
        for (const InstalledPackage& package : installed) {
            if (application_of(package.place) != holder) continue;
            const auto found = locked.find(package.place);
            if (found == locked.end() || found->second != package.manifest.version) return false;
            ++same;
        }
        return same == locked.size();
    }

    void confirm_by_shrinkwraps() {
        for (const std::string_view path : shrinkwraps_)
            if (const auto lock = load(path, folder_of(path)))
                for (const LockedPackage& package : lock->packages) packages_.confirm(package);
    }

    // A link to a package is followed by node, not by us. What it points to is known where a lock says so, where it is
    // a workspace, and in a store, whose packages stand beside it.
    void report_links() {
        std::optional<std::set<std::string>> members;
        for (const Entry& entry : tree_.entries()) {
            if (entry.kind != EntryKind::symlink) continue;
            const auto place = place_of(entry.path);
            if (!place || !is_package_name(place->name) || is_in_store(place->holder) || is_fixture(place->holder))
                continue;
            const std::string modules = in_folder(place->holder, "node_modules");
            if (tree_.has_folder(modules + "/.pnpm") || tree_.has_folder(modules + "/.store")) continue;
            if (const auto locked = packages_.at(entry.path); locked && packages_.packages()[*locked].target) continue;
            if (!members) members = names_of_members();
            if (!members->contains(std::string(place->name)))
                report_unread(entry.path, "a symbolic link to a package that is not part of this tree", out_);
        }
    }

    // Code where a package would stand, without the package.json that would tell which: node runs it all the same.
    // Tests have such folders on purpose, and ship nowhere.
    void report_nameless() {
        for (const Entry& entry : tree_.entries()) {
            if (entry.kind != EntryKind::folder || Tree::scope_of(entry.path) == Scope::test) continue;
            const auto place = place_of(entry.path);
            if (!place || !is_package_name(place->name) || place->name.starts_with('.') || is_fixture(place->holder) ||
                is_in_store(place->holder) || packages_.at(entry.path))
                continue;
            const bool has_code = std::ranges::any_of(tree_.children(entry.path), [](const Entry* child) {
                return child->kind == EntryKind::file && child->path.ends_with(".js");
            });
            if (has_code && !tree_.has_file(in_folder(entry.path, "package.json")))
                out_.unexplained(entry.path, "code in node_modules without a package.json");
        }
    }

    std::set<std::string> names_of_members() const {
        std::set<std::string> names;
        for (const std::string_view path : tree_.files_named("package.json")) {
            if (!tree_.vendored_root(path).empty()) continue;
            if (const auto manifest = read_manifest_at(path)) names.insert(manifest->name);
        }
        return names;
    }

    Result<Manifest> read_manifest_at(std::string_view path) const {
        return tree_.parsed("npm-manifest", path, max_manifest_bytes, read_manifest);
    }

    void find_applications() {
        std::set<std::string_view> folders;
        for (const Package& package : packages_.packages())
            if (place_of(package.place)) folders.insert(application_of(package.place));
        std::set<std::string> seen;
        for (const std::string_view folder : folders) {
            if (!add_application(folder, seen, Role::application)) continue;
            const bool has_members = !applications_.back().manifest.workspaces.empty() ||
                                     tree_.has_file(in_folder(folder, "pnpm-workspace.yaml")) ||
                                     tree_.has_file(in_folder(folder, "lerna.json"));
            if (has_members) add_members(folder, seen);
        }
    }

    // Workspaces share the node_modules of the folder above them.
    void add_members(std::string_view folder, std::set<std::string>& seen) {
        for (const std::string_view path : tree_.files_named("package.json")) {
            const std::string_view member = folder_of(path);
            const bool is_below = folder.empty() || member.starts_with(fmt::format("{}/", folder));
            if (is_below && tree_.vendored_root(path).empty() && Tree::scope_of(member) != Scope::test)
                add_application(member, seen, Role::member);
        }
    }

    // False where there is no package.json, or none that can be read (which the readers of package.json report).
    bool add_application(std::string_view folder, std::set<std::string>& seen, Role role) {
        const std::string path = in_folder(folder, "package.json");
        if (!tree_.has_file(path) || !seen.emplace(folder).second) return false;
        auto manifest = read_manifest_at(path);
        if (!manifest) return false;
        applications_.push_back({std::string(folder), *std::move(manifest), role});
        return true;
    }

    std::vector<std::string> places_of(std::string_view folder,
                                       std::initializer_list<const std::vector<std::string>*> kinds) {
        std::vector<std::string> places;
        for (const auto* names : kinds)
            for (const std::string& name : *names)
                if (const auto found = packages_.resolve(folder, name))
                    places.push_back(packages_.packages()[*found].place);
        std::ranges::sort(places);
        const auto doubles = std::ranges::unique(places);
        places.erase(doubles.begin(), doubles.end());
        return places;
    }

    // The ranges that `folder` declares, with the places of what they are for.
    void add_declared(std::string_view folder, const Declarations& ranges, Component& component) const {
        for (const auto& [name, range] : ranges)
            if (const auto found = packages_.resolve(folder, name))
                component.declared.emplace_back(packages_.packages()[*found].place, range);
        std::ranges::sort(component.declared);
        const auto doubles = std::ranges::unique(component.declared);
        component.declared.erase(doubles.begin(), doubles.end());
    }

    void emit() {
        for (const Package& package : packages_.packages()) {
            // A workspace without a version is the project's own, and nothing can be known of it.
            if (package.target || (package.version.empty() && !place_of(package.place))) continue;
            Component component;
            component.purl = purl_of(package.name, package.version, package.origin);
            component.name = package.name;
            component.version = package.version;
            component.ecosystem = "npm";
            component.source = package.source;
            component.scope = package.scope;
            component.path = package.place;
            component.commit = package.origin.commit;
            component.evidence = package.evidence;
            component.contradictions = package.contradictions;
            component.identities.push_back({"npm", package.name, {}});
            if (package.origin.kind == Origin::Kind::git)
                component.identities.push_back({"GIT", package.origin.url, {}});
            component.depends_on = places_of(package.place, {&package.required, &package.optional});
            add_declared(package.place, package.declared, component);
            out_.components.push_back(std::move(component));
        }
        for (const Application& application : applications_) emit_application(application);
    }

    // What the project itself needs belongs to the subject, at path ""; what a vendored package needs, to its
    // component; and what an application of the project's own needs (tools/eslint with its lock file), to one that
    // stands for the application.
    void emit_application(const Application& application) {
        const std::string& folder = application.folder;
        const Manifest& manifest = application.manifest;
        Component component;
        if (!folder.empty()) {
            if (tree_.vendored_root(in_folder(folder, "package.json")).empty()) {
                // A workspace's member is in the lock of the folder above, or shares what stands there.
                if (application.role == Role::member || packages_.at(folder)) return;
                component = own_application(folder, manifest,
                                            lock_needs_.contains(folder) ? Source::lockfile : Source::installed);
            } else {
                if (!manifest.is_package()) return;
                component = vendored_package(folder, manifest);
            }
        }
        component.depends_on =
            places_of(folder, {&manifest.required, &manifest.optional, &manifest.development, &lock_needs_[folder]});
        // package.json is what people edit; its lock may lag behind.
        add_declared(folder, manifest.declared.empty() ? lock_declared_[folder] : manifest.declared, component);
        out_.components.push_back(std::move(component));
    }

    const Tree& tree_;
    Collector& out_;
    PackageTree packages_;
    std::map<std::string, std::vector<std::string>> lock_needs_;  // of the projects that have a lock, by folder
    std::map<std::string, Declarations> lock_declared_;
    std::vector<std::string_view> shrinkwraps_;  // of installed packages
    std::vector<Application> applications_;
};

}  // namespace

WARD_READER(npm) = {
    .name = "npm",
    .summary =
        "packages of npm lock files (versions 1 to 3, shrinkwraps, hidden locks), of bun.lock and of node_modules "
        "folders",
    .read = [](const Tree& tree, Collector& out) { NpmReader(tree, out).run(); },
    .names = names_read,
};

}  // namespace ward::inventory
