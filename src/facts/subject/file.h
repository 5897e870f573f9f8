// One file as the subject: a lock file or manifest, an SBOM, or a binary. Which one, its content tells.
#pragma once

#include <string>

#include "base/result.h"
#include "facts/inventory/inventory.h"

namespace ward::subject {

// `path` was named by the caller and may be a symbolic link. A file of no form that is read is a `usage` error. Paths
// in the result begin with the file's own name ("package-lock.json", "bom.json/components/3").
Result<inventory::Inventory> take_file_inventory(const std::string& path);

}  // namespace ward::subject
