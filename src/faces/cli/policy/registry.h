// ward policy verify --against-registry: installed packages beside the tarballs that the lock file names.
#pragma once

#include "faces/cli/command.h"
#include "judges/policy/registry.h"

namespace ward::cli {

// Where --npm-cache, --tarballs and --download say that tarballs are.
Result<std::unique_ptr<npm::TarballSource>> tarball_source(const Invocation& invocation, const Root& project);

Result<int> verify_registry(const Invocation& invocation, const std::string& folder);

}  // namespace ward::cli
