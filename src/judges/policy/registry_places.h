// Which file on disk belongs to which locked package (private to this folder). A file belongs to the locked place that
// is nearest above it: what a package brought in its own node_modules is its own, unless the lock file names that
// place.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/root.h"
#include "judges/policy/registry_lock.h"

namespace ward::policy {

struct DiskFile {
    std::string path;  // from the root
    EntryKind kind = EntryKind::file;
};

struct InstalledPlace {
    LockedPlace locked;
    std::vector<LockedPlace> others = {};  // of the same name and version, which may stand here as well
    std::optional<EntryKind> kind;         // what stands at its place; nothing: it is not there
    std::vector<DiskFile> files;           // below it, no folders; sorted by path
    std::vector<std::string> inner;        // locked places right below it, there or not: what is in them is not its own
};

struct InstalledTree {
    std::vector<InstalledPlace> places;  // sorted by place; packages that a list names and the disk has not come first
    std::vector<DiskFile> strangers;     // below a node_modules of the project, in no locked place
    std::vector<Problem> problems;       // what could not be looked at
};

// Walks all node_modules of the project and of its workspaces.
InstalledTree read_installed_tree(const Root& project, const LockedTree& locked, const RegistryLimits& limits);

}  // namespace ward::policy
