// The project's own package.json files whose dependencies nothing else can tell: declared, but neither locked nor
// installed here. Ranges are not versions; guessing what they resolve to would be an inventory of nothing.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {
using namespace npm;

constexpr std::array<std::string_view, 6> lock_names{
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"};

std::string in_folder(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

class UnlockedReader {
  public:
    UnlockedReader(const Tree& tree, Collector& out) : tree_(tree), out_(out) {}

    void run() {
        for (const std::string_view path : tree_.files_named("package.json")) {
            if (!tree_.vendored_root(path).empty() || application_of(path) != path) continue;
            const auto text = tree_.read(path, max_manifest_bytes);
            auto manifest = text ? read_manifest(*text, path) : Result<Manifest>(std::unexpected(text.error()));
            if (manifest) manifests_.emplace(folder_of(path), *std::move(manifest));
            else report_unread(path, manifest.error().message(), out_);
        }
        for (const auto& [folder, manifest] : manifests_)
            if (manifest.installs_anything && !is_covered(folder)) report(folder);
        if (fixtures_ > 0)
            out_.notes.push_back(
                {"npm-fixture",
                 fmt::format("{} package.json in tests declare dependencies that are neither locked nor "
                             "installed; this is the first",
                             fixtures_),
                 first_fixture_});
    }

  private:
    void report(std::string_view folder) {
        const std::string path = in_folder(folder, "package.json");
        if (Tree::scope_of(folder) != Scope::test)
            return out_.unread(path, "dependencies are declared but neither locked nor installed");
        if (fixtures_++ == 0) first_fixture_ = path;
    }

    bool is_locked_or_installed(std::string_view folder) const {
        return tree_.has_folder(in_folder(folder, "node_modules")) ||
               std::ranges::any_of(lock_names,
                                   [&](std::string_view name) { return tree_.has_file(in_folder(folder, name)); });
    }

    bool is_covered(std::string_view folder) const {
        if (is_locked_or_installed(folder)) return true;
        for (std::string_view above = folder; !above.empty();) {
            above = folder_of(above);
            if (is_locked_or_installed(above) && is_member(folder, above)) return true;
        }
        return false;
    }

    // Is `folder` a workspace of the project in `above`?
    bool is_member(std::string_view folder, std::string_view above) const {
        if (tree_.has_file(in_folder(above, "pnpm-workspace.yaml")) || tree_.has_file(in_folder(above, "lerna.json")))
            return true;
        const auto root = manifests_.find(above);
        if (root == manifests_.end()) return false;
        const std::string_view relative = folder.substr(above.empty() ? 0 : above.size() + 1);
        bool is_matched = false;
        for (const std::string_view glob : root->second.workspaces) {
            if (glob.starts_with('!')) {
                if (glob_match(glob.substr(1), relative)) is_matched = false;
            } else if (glob_match(glob, relative)) {
                is_matched = true;
            }
        }
        return is_matched;
    }

    const Tree& tree_;
    Collector& out_;
    std::map<std::string_view, Manifest> manifests_;  // by folder
    size_t fixtures_ = 0;
    std::string first_fixture_;
};

}  // namespace

WARD_READER(npm_unlocked) = {
    .name = "npm-unlocked",
    .summary = "reports package.json files whose dependencies are neither locked nor installed",
    .read = [](const Tree& tree, Collector& out) { UnlockedReader(tree, out).run(); },
};

}  // namespace ward::inventory
