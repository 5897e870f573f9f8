// Where --npm-cache, --tarballs and --download say that tarballs are: the same for everything that looks at packages.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "facts/npm/tarball_source.h"

namespace ward::cli {

// In the order they are asked. npm's own cache is looked into where nothing else is named. `registry` is asked for
// tarballs whose address is not known.
Result<std::vector<std::unique_ptr<npm::TarballSource>>> tarball_sources(const Invocation& invocation,
                                                                         const std::string& registry);

}  // namespace ward::cli
