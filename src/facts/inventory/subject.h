// What the scanned tree itself is: its name, version and commit, as its own files say.
#pragma once

#include "facts/inventory/inventory.h"

namespace ward::inventory {

// The component with path "". Its name is never empty: the folder's name is the last resort.
Component detect_subject(const Root& root, const Tree& tree);

}  // namespace ward::inventory
