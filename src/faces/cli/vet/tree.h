// ward vet tree: all packages of a lock file or an installed tree.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> vet_tree(const Invocation& invocation);

}  // namespace ward::cli
