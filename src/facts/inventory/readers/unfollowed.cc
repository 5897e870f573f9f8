// Where a reader would have found something, had it been a regular file or a folder: links are not followed and pipes
// not opened, and neither may make a lock file disappear without a word.
//
// A link to something inside the tree hides nothing: that stands in the listing itself, and readers find it there. The
// exceptions are names that mean something only where they stand (node_modules, .github).
#include <set>
#include <string_view>

#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {

constexpr std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool means_something_in_place(std::string_view path) {
    return base_name(path) == "node_modules" || path == ".github" || path == ".github/workflows";
}

bool is_workflow(std::string_view path) {
    return path.starts_with(".github/workflows/") && (path.ends_with(".yml") || path.ends_with(".yaml"));
}

bool stands_in_tree(const Tree& tree, std::string_view path) {
    const auto target = tree.link_target(path);
    return target && (tree.has_file(*target) || tree.has_folder(*target));
}

void read_unfollowed(const Tree& tree, Collector& out) {
    std::set<std::string_view> names;
    for (const Reader* reader : all_readers()) names.insert(reader->names.begin(), reader->names.end());
    for (const Entry& entry : tree.entries()) {
        if (entry.kind == EntryKind::other) {
            npm::report_unread(entry.path, "is no regular file (a pipe, socket or device)", out);
            continue;
        }
        if (entry.kind != EntryKind::symlink) continue;
        const std::string_view name = base_name(entry.path);
        const bool in_place = means_something_in_place(entry.path);
        const bool is_read = names.contains(name) || is_workflow(entry.path);
        if (!in_place && !is_read && !Tree::is_vendor_folder(name)) continue;
        if (!in_place && !is_workflow(entry.path) && stands_in_tree(tree, entry.path)) continue;
        npm::report_unread(entry.path, "is a symbolic link, which is not followed", out);
    }
}

}  // namespace

WARD_READER(unfollowed) = {
    .name = "unfollowed",
    .summary = "reports links and pipes in the place of files and folders that readers look for",
    .read = read_unfollowed,
};

}  // namespace ward::inventory
