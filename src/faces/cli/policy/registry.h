// ward policy verify --against-registry: installed packages beside the tarballs that the lock file names.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> verify_registry(const Invocation& invocation, const std::string& folder);

}  // namespace ward::cli
