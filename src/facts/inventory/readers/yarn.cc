// Yarn's lock files, of every version. The scope of a package follows from the package.json files of the project and
// its workspaces, since the lock does not tell which needs are for development.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/js_lock.h"
#include "facts/inventory/npm_installed.h"
#include "facts/inventory/yarn_lock.h"

namespace ward::inventory {
namespace {
using namespace npm;

constexpr std::string_view yarn_names[] = {"yarn.lock"};

std::string in_folder(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

// The needs of the package.json in `folder`; nothing where there is none that can be read, which its own readers tell.
void add_manifest(const Tree& tree, std::string_view folder, std::string_view name, std::vector<ManifestNeeds>& all) {
    const std::string path = in_folder(folder, "package.json");
    if (!tree.has_file(path)) return;
    const auto text = tree.read(path, max_manifest_bytes);
    auto needs = text ? read_manifest_needs(*text, path) : Result<ManifestNeeds>(std::unexpected(text.error()));
    if (!needs) return;
    needs->folder = name;
    all.push_back(*std::move(needs));
}

// Yarn 1's lock does not name the workspaces; the globs of the root's package.json do, and lerna.json stands for all.
void add_classic_workspaces(const Tree& tree, std::string_view folder, std::vector<ManifestNeeds>& all) {
    const std::string root = in_folder(folder, "package.json");
    const auto text = tree.has_file(root) ? tree.read(root, max_manifest_bytes) : Result<std::string>("{}");
    const auto manifest = text ? read_manifest(*text, root) : Result<Manifest>(std::unexpected(text.error()));
    const bool has_lerna = tree.has_file(in_folder(folder, "lerna.json"));
    if (!manifest || (manifest->workspaces.empty() && !has_lerna)) return;
    for (const std::string_view path : tree.files_named("package.json")) {
        const std::string_view member = folder_of(path);
        if (member == folder || (!folder.empty() && !member.starts_with(fmt::format("{}/", folder)))) continue;
        if (application_of(path) != path) continue;
        const std::string_view relative = member.substr(folder.empty() ? 0 : folder.size() + 1);
        bool is_matched = has_lerna;
        for (const std::string_view glob : manifest->workspaces) {
            if (glob.starts_with('!')) is_matched = is_matched && !glob_match(glob.substr(1), relative);
            else is_matched = is_matched || glob_match(glob, relative);
        }
        if (is_matched) add_manifest(tree, member, relative, all);
    }
}

void read_lock_at(const Tree& tree, std::string_view path, Collector& out) {
    const auto text = tree.read(path, max_js_lock_bytes);
    const auto lock = text ? read_yarn_lock(*text, path) : Result<YarnLock>(std::unexpected(text.error()));
    if (!lock) return report_unread(path, lock.error().message(), out);
    const std::string_view folder = folder_of(path);
    std::vector<ManifestNeeds> manifests;
    if (lock->is_classic) {
        add_manifest(tree, folder, "", manifests);
        add_classic_workspaces(tree, folder, manifests);
    } else {
        for (const std::string& workspace : yarn_workspaces(*lock))
            if (const auto at = join_path(folder, workspace)) add_manifest(tree, *at, workspace, manifests);
    }
    emit_listed(tree, path, yarn_packages(*lock, manifests), out);
}

}  // namespace

WARD_READER(yarn) = {
    .name = "yarn",
    .summary = "packages of yarn.lock, as Yarn 1 and as Yarn 2 and later write it",
    .read =
        [](const Tree& tree, Collector& out) {
            for (const std::string_view path : own_locks(tree, yarn_names[0], out)) read_lock_at(tree, path, out);
        },
    .names = yarn_names,
};

}  // namespace ward::inventory
