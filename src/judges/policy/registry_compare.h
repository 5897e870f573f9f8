// One installed package beside its tarball (private to this folder).
#pragma once

#include <string>
#include <vector>

#include "base/root.h"
#include "facts/npm/unpack.h"
#include "facts/npm/yarn_cache.h"
#include "judges/policy/registry.h"
#include "judges/policy/registry_places.h"

namespace ward::policy {

struct Comparison {
    PackageResult result;
    // The rest is of packages that were compared; paths are from the root of the project.
    std::vector<DiskFile> strays;      // on disk, and not in the tarball
    std::vector<std::string> folders;  // of packages that the tarball has in its own node_modules
    std::vector<npm::Command> commands;
    bool has_install_script = false;
};

// What packages are compared with.
struct Originals {
    npm::TarballSource& tarballs;
    const npm::YarnCache& archives;  // of Yarn 2 and later
    bool is_plug_n_play = false;     // packages that are nowhere unpacked are their archives
    npm::Installer installer;
    const RegistryLimits& limits;
};

// Never fails: what is wrong is in the result. Calls for different places may run at once.
Comparison compare_package(const Root& project, const InstalledPlace& installed, const Originals& originals);

}  // namespace ward::policy
