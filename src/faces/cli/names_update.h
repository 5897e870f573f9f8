// ward db update names: npm's names and downloads, for ward vet.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> update_names(const Invocation& invocation);

}  // namespace ward::cli
