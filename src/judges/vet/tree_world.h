// How a tree is judged in the world: names by a reader, records by the advisory index, files through a Root.
#pragma once

#include <functional>
#include <optional>

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
    // The tarball of a component that is not installed; nothing where none was looked for or found.
    std::function<Result<std::optional<npm::Package>>(const Component& component)> packed = {};
    Instant now = 0;
};
TreeWants wants_of(const TreeWorld& world);

}  // namespace ward::vet
