// What the scanned tree itself is: its name, version and commit, as its own files say.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "facts/inventory/inventory.h"

namespace ward::inventory {

// What the files in the tree's top folder tell; nothing where none does. The name may be empty.
std::optional<Component> subject_by_files(const Tree& tree);
// The component with path "". Its name is never empty: the name of the folder, which the caller called `path`, is the
// last resort.
Component detect_subject(const std::string& path, const Tree& tree);

// The runtime Node.js in this version, under every name that advisories use for it; without path and evidence.
Component node_component(std::string_view version);

}  // namespace ward::inventory
