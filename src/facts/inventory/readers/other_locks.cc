// Lock files that no reader understands yet. The project's own are unread: what they list is missing from the
// inventory. Those of vendored code are not inventory of this tree in any case, and are noted.
#include <array>

#include <fmt/core.h>

#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {

// Names as their tools write them.
constexpr std::array<std::string_view, 11> lock_names{
    "bun.lockb",    "pylock.toml",       "pixi.lock",  "conda-lock.yml",       "project.assets.json",
    "Podfile.lock", "Cartfile.resolved", "rebar.lock", "cabal.project.freeze", "stack.yaml.lock",
    "renv.lock"};

void read_other_locks(const Tree& tree, Collector& out) {
    for (const std::string_view name : lock_names)
        for (const std::string_view path : tree.files_named(name)) {
            if (tree.vendored_root(path).empty() && npm::application_of(path) == path)
                npm::report_unread(path, fmt::format("no reader for {} yet", name), out);
            else
                out.notes.push_back({"lockfile-not-inventory",
                                     "lock file of vendored code: it tells what its authors install, not what is here",
                                     std::string(path)});
        }
}

}  // namespace

WARD_READER(other_locks) = {
    .name = "other-locks",
    .summary = "reports lock files of package managers that are not read yet",
    .read = read_other_locks,
    .names = lock_names,
};

}  // namespace ward::inventory
