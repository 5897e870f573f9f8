// What should stand where in node_modules, by the project's lock file (private to this folder). npm's lock files
// and bun's hoisted ones name places; those of Yarn and pnpm list packages, and where each stands is asked of the disk
// (registry_places.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
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
    std::string checksum = {};   // of the zip file that Yarn 2 and later make: SHA-512 in hex
    std::string reference = {};  // in whose name it is kept: "npm:1.2.3"
    bool may_be_absent = false;
    bool is_development = false;
    bool has_install_script = false;
};

// A link by which pnpm lets a package, or a folder of the project, reach another.
struct LockedLink {
    std::string holder;  // "name@version", or the folder of the project
    bool is_package = false;
    std::string name;    // as it is asked for
    std::string target;  // "name@version", or a folder of the project
    bool is_own = false;

    auto operator<=>(const LockedLink&) const = default;
};

enum class PackagesBy : uint8_t { npm, list, bun };

struct LockedTree {
    std::string path = {};
    npm::Installer installer = npm::Installer::npm;
    PackagesBy packages_by = PackagesBy::npm;
    bool has_places = true;
    bool has_archives = false;  // Yarn 2 and later: what a package is says a zip file of theirs
    bool is_plug_n_play = false;
    std::vector<LockedPlace> packages =
        {};                              // sorted by place, or by name and version; without what came bundled in others
    std::vector<std::string> own = {};   // the project's own folders but the root: workspaces
    std::vector<LockedLink> links = {};  // sorted; of Yarn and pnpm
    bool has_links_on_disk = false;      // pnpm's, one for each
    std::vector<std::pair<std::string, std::string>> aliases = {};  // of bun: name, and "name@version" that it means
    std::vector<Problem> problems = {};
};

Result<LockedTree> read_locked_tree(const Root& project, const RegistryOptions& options);

}  // namespace ward::policy
