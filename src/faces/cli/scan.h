// What audit, inventory and review share: from paths to a finished report, and from the report to files and an exit
// status.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "review/review.h"

namespace ward::cli {

// The named judges over the paths of the invocation (the current folder where none is named), with decisions applied,
// the comparison made where --previous asks for it, and the summary counted. `invocation` gains the project's own
// settings.
Result<Report> scan(Invocation& invocation, std::span<const review::Judge* const> judges);

// The inventory of one or several trees as one; several are a subject of kind `set`. --exclude and --depth of the
// invocation are kept to in each.
Result<inventory::Inventory> take_inventories(const std::vector<std::string>& paths, const Invocation& invocation);

// Writes every --format and --save, and gives the exit status.
Result<int> deliver(const Report& report, const Invocation& invocation, bool inventory = false);

// The id under which the store keeps the project's reviews: --project, or the canonical path of its folder.
std::string project_id(const Invocation& invocation);

}  // namespace ward::cli
