// What is there and no component accounts for: the inventory says so instead of passing over it.
#pragma once

#include <span>

#include "facts/inventory/inventory.h"

namespace ward::inventory {

// Adds to `out.skipped`, as unexplained: children of vendor folders (deps, third_party, vendor, ...) that hold files,
// and sections of the root LICENSE ("- X, located at PATH, is licensed as follows"), for which `components` has
// nothing.
void explain(const Tree& tree, std::span<const Component> components, Collector& out);

}  // namespace ward::inventory
