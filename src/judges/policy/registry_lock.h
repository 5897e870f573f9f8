// What should stand where in node_modules, by the project's lock file (private to this folder). npm's lock files name
// places; those of Yarn and pnpm list packages, and where each stands is asked of the disk (registry_places.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "facts/npm/unpack.h"
#include "judges/policy/registry.h"

namespace ward::policy {

struct LockedPlace {
    enum class Kind : uint8_t {
        tarball,  // whatever host it is from
        link,     // a symbolic link to `target`, a folder of the project
        git,      // packed on this machine, so there is no tarball to compare with
        folder,   // copied from a folder
    };
    std::string place;  // from the root; empty where the lock file only lists
    Kind kind = Kind::tarball;
    std::string name;
    std::string version;
    std::string resolved;
    std::string integrity;
    std::string target;
    bool may_be_absent = false;
    bool is_development = false;
    bool has_install_script = false;
};

struct LockedTree {
    std::string path = {};
    npm::Installer installer = npm::Installer::npm;
    bool has_places = true;
    std::vector<LockedPlace> packages =
        {};                             // sorted by place, or by name and version; without what came bundled in others
    std::vector<std::string> own = {};  // the project's own folders but the root: workspaces
    std::vector<Problem> problems = {};
};

Result<LockedTree> read_locked_tree(const Root& project, const RegistryOptions& options);

}  // namespace ward::policy
