// Packages out of tarballs and installed folders, in memory: nothing is written, and nothing of them is run.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/root.h"
#include "facts/npm/package.h"
#include "facts/npm/unpack.h"

namespace ward::npm {

struct PackageLimits {
    UnpackLimits unpack{};
    // Of a folder.
    uint64_t file_bytes = 256u << 20;
    uint64_t folder_bytes = uint64_t{2} << 30;
    WalkLimits walk{};
};

// What npm unpacks of a tarball. `label` is for people and messages. Errors: `parse` and `limit` of gzip and tar, which
// is also what a tarball gives that two readers would understand differently (io/archive/tar.h). A package.json that is
// missing or cannot be read is in `unread`: the files are still files.
Result<Package> package_of_tarball(std::string_view packed, std::string label, const PackageLimits& limits = {});

// An installed package, or a package's sources. Its own node_modules are other packages, except for those that it
// bundles. A file that cannot be read, or is over a limit, is in `unread`.
Result<Package> package_of_folder(const Root& folder, std::string label, const PackageLimits& limits = {});

}  // namespace ward::npm
