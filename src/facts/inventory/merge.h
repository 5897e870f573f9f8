// When two readers speak of one thing. Readers decide what is there; this only decides which of their components are
// the same.
#pragma once

#include <vector>

#include "model/component.h"

namespace ward::inventory {

// One component per place and package, in the order in which they were found, the subject first. Whatever stands at the
// root is the subject itself; what stands in a submodule's folder is the submodule; what a manifest declares
// (Source::sbom) and something found proves is that thing. Other versions become contradictions.
std::vector<Component> merge_all(Component subject, std::vector<Component> found);

}  // namespace ward::inventory
