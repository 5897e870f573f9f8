// flake.lock: what Nix fetches to build or develop a project.
// https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#lock-files
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/inventory/fetched.h"

namespace ward::inventory {

// Versions 5 to 7: repositories at their commits, archives by their address. Folders of the project's own are left out.
Result<Pins> read_flake_lock(std::string_view text, std::string_view path);

}  // namespace ward::inventory
