// How a tree is judged in the world: names by a reader, records by the advisory index, files through a Root.
#pragma once

#include "base/root.h"
#include "facts/advisory/advisory.h"
#include "judges/vet/names/names.h"
#include "judges/vet/tree.h"

namespace ward::vet {

// Each may be null. They outlive the wants.
struct TreeWorld {
    const NameReader* names = nullptr;
    const advisory::Index* advisories = nullptr;
    const Root* files = nullptr;  // of the tree: components' paths are from it
    Instant now = 0;
};
TreeWants wants_of(const TreeWorld& world);

}  // namespace ward::vet
