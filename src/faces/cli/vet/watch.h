// ward vet watch: what a registry's feed says is new, judged and ranked.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> vet_watch(const Invocation& invocation);

}  // namespace ward::cli
