// The files that tell how a project is built, as a table.
#pragma once

#include <span>

#include "judges/scorecard/practices/project.h"

namespace ward::scorecard::practices {

std::span<const BuildFile> build_files();
// Those in the first folder, by the table's order.
std::vector<FoundBuild> find_builds(const inventory::Tree& tree);

}  // namespace ward::scorecard::practices
