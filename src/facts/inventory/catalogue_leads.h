// Where the catalogue's rows lead in a tree: files that may say which version of a library stands there. Nothing is
// read for that; vendored_catalogue.cc reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/inventory/catalogue.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/version_rules.h"

namespace ward::inventory {

// How well a file stands where the row expects it.
enum class Fit { exact, flattened };

// A file to look at on behalf of a row.
struct Lead {
    std::string file{};
    std::string place{};
    const CatalogueRow* row = nullptr;
    const VersionRule* rule = nullptr;  // nullptr: being there is enough
    Fit fit = Fit::exact;
    bool needs_marker = false;
    bool is_above = false;  // what the embedding project says; proves nothing alone

    // Filled when read.
    std::optional<FoundText> found{};
    Evidence evidence{};
    bool is_there = false;
};

// Every folder whose name a row knows, every file a row names, anywhere in the tree, and headers that are called so
// behind a prefix.
std::vector<Lead> leads_of(const Tree& tree);

}  // namespace ward::inventory
