// Where --packuments and --download say that a registry's documents are: the same for everything that looks at
// packages.
#pragma once

#include <memory>

#include "faces/cli/command.h"
#include "facts/npm/packument_source.h"

namespace ward::cli {

inline constexpr Option packuments_option{.name = "packuments",
                                          .argument = "PATH",
                                          .help = "take the registry's documents from this file or folder",
                                          .repeat = Repeat::many};

// In the order they are named; the registry (--registry) last.
Result<std::unique_ptr<npm::PackumentSource>> packument_source(const Invocation& invocation);

}  // namespace ward::cli
