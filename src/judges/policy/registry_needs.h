// Does each package find, by each name that it needs, the package that the lock file has for it? Every installed
// package may be one of the lock file's, and still stand where another should (private to this folder; of Yarn's and
// pnpm's lock files, npm's and bun's name places).
#pragma once

#include <vector>

#include "judges/policy/registry.h"
#include "judges/policy/registry_lock.h"
#include "judges/policy/registry_places.h"

namespace ward::policy {

// Of folders in which another package stands; sorted by path, each once. Names behind which a link stands, or nothing,
// are left to others.
std::vector<FileFinding> misplaced_packages(const LockedTree& locked, const InstalledTree& installed);

}  // namespace ward::policy
