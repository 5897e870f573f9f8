// npm packages copied into the tree by hand: a package.json with name and version directly in a vendored folder
// (deps/minimatch/package.json), or one level below it (deps/undici/src, deps/acorn/acorn-walk). What lies deeper, or
// in a vendored project's tests, tools and examples, is that project's own business. Packages in node_modules are read
// by npm.cc.
#include <set>

#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {
using namespace npm;

bool is_candidate(const Tree& tree, std::string_view path) {
    const std::string_view folder = folder_of(path);
    const std::string_view root = tree.vendored_root(path);
    if (root.empty() || application_of(path) != path) return false;
    if (folder == root) return true;
    return folder_of(folder) == root && Tree::scope_of(base_of(folder)) == Scope::runtime;
}

void read_npm_vendored(const Tree& tree, Collector& out) {
    for (const std::string_view path : tree.files_named("package.json")) {
        if (!is_candidate(tree, path)) continue;
        const auto text = tree.read(path, max_manifest_bytes);
        const auto manifest = text ? read_manifest(*text, path) : Result<Manifest>(std::unexpected(text.error()));
        if (!manifest) {
            report_unread(path, manifest.error().message(), out);
            continue;
        }
        for (const std::string& problem : manifest->problems) report_unread(path, problem, out);
        if (manifest->is_package()) out.components.push_back(vendored_package(folder_of(path), *manifest));
    }
}

}  // namespace

WARD_READER(npm_vendored) = {
    .name = "npm-vendored",
    .summary = "npm packages that stand in vendored folders with their package.json",
    .read = read_npm_vendored,
};

}  // namespace ward::inventory
