// ward run with somebody watching: --explain-denials, --log and --audit.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

// The program's exit status. Each refusal (with --audit: each that would have been one) is told as it happens, by the
// supervisor, and by node's own channels where this version has them.
Result<int> run_watched(const Invocation& invocation);

}  // namespace ward::cli
