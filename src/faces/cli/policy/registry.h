// ward policy verify --against-registry: installed packages beside the tarballs that the lock file names.
#pragma once

#include "faces/cli/command.h"
#include "judges/policy/registry.h"

namespace ward::cli {

// Where --npm-cache, --tarballs and --download say that tarballs are.
Result<std::unique_ptr<npm::TarballSource>> tarball_source(const Invocation& invocation, const Root& project);

// Where --yarn-cache says that archives of Yarn 2 and newer are; else Yarn's own folder, where it is.
std::vector<std::string> yarn_caches(const Invocation& invocation);

Result<int> verify_registry(const Invocation& invocation, const std::string& folder);

}  // namespace ward::cli
