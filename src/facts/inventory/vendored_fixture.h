// For tests of vendored code: the inventory of a small tree, and what it says in a few words.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/inventory/tree_fixture.h"
#include "model/report.h"

namespace ward::inventory {

inline Inventory take(const TreeFixture& tree, const Options& options = {}) {
    const auto root = Root::open(tree.path());
    if (!root) throw std::runtime_error(root.error().message());
    auto inventory = take_inventory(*root, options);
    if (!inventory) throw std::runtime_error(inventory.error().message());
    return *std::move(inventory);
}

inline const Component* at(const Inventory& inventory, std::string_view path) {
    const auto found = std::ranges::find(inventory.components, path, &Component::path);
    return found == inventory.components.end() ? nullptr : &*found;
}

// "path name@version" of all but the subject.
inline std::vector<std::string> labels(const Inventory& inventory) {
    std::vector<std::string> all;
    for (const Component& component : inventory.components)
        if (!component.path.empty()) all.push_back(component.path + " " + label_of(component));
    return all;
}

inline std::vector<std::string> skips(const Inventory& inventory, SkipKind kind) {
    std::vector<std::string> all;
    for (const Skipped& part : inventory.skipped)
        if (part.kind == kind) all.push_back(part.path + ": " + part.reason);
    return all;
}

}  // namespace ward::inventory
