// Which version ordering an index was built with. Keys are compared byte for byte, so a file whose keys were made by
// another ordering than this program's would answer wrongly; a mark over the keys of some probe versions tells.
#pragma once

#include <cstdint>

#include "formats/versions/versions.h"

namespace ward::advisory {

// CRC-32C over the keys of the probe versions; 0 for no ordering.
uint32_t key_mark(const versions::Ordering* ordering);

}  // namespace ward::advisory
