// What the PATHs of a command are, and what is in them: folders, files and packages, one or several, as one inventory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "facts/inventory/inventory.h"
#include "model/report.h"

namespace ward::cli {

// What a PATH is. What stands there wins over what it could name: "node@18.20.4" may be a folder.
enum class PathKind { folder, file, package };
PathKind kind_of(const std::string& path);

// The invocation's PATHs, or the current folder.
std::vector<std::string> paths_of(const Invocation& invocation);
// Every PATH can be opened or names a package, and none is another's twin: what stands in two would be counted twice.
Result<void> check_paths(const std::vector<std::string>& paths);
// The id under which the store keeps the project's reviews: --project, or the canonical path of its folder.
std::string project_id(const Invocation& invocation);

// --depth; nothing where all is asked for.
Result<std::optional<size_t>> depth_of(const Invocation& invocation);
// What lies deeper than --depth is left out, and counted, so that nobody takes the rest for everything.
Result<void> keep_to_depth(inventory::Inventory& inventory, const Invocation& invocation);

// The inventory of one or several trees as one; several are a subject of kind `set`. --exclude and --depth of the
// invocation are kept to in each.
Result<inventory::Inventory> take_inventories(const std::vector<std::string>& paths, const Invocation& invocation);

// Several trees are one subject, which has no root of its own: whose files count must not be a matter of their order.
// A file as the subject is its own root: what stands beside it belongs to a project that was not named.
void say_unused_files(const std::vector<std::string>& paths, Report& report);
// A bare repository taken for a tree is an empty one.
void say_bare_repositories(const std::vector<std::string>& paths, Report& report);

}  // namespace ward::cli
