// Components in the order of their tree, for the formats that people read.
#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace ward::report {

struct TreeRow {
    const Component* component;
    size_t depth;      // 0 for a root
    std::string lead;  // the branches drawn before its name: "│  └─ "
};

// Every component exactly once, children after their parent in the report's order. One whose parent is not in the
// report, or that is its own ancestor (a report read from a file may say so), stands as a root. Pointers into `report`.
std::vector<TreeRow> tree_of(const Report& report);

}  // namespace ward::report
