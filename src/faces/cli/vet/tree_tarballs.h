// Packages that a lock file lists and nobody has installed, out of their tarballs (`ward vet tree`).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "faces/cli/command.h"
#include "facts/npm/package.h"
#include "facts/npm/tarball_source.h"
#include "model/component.h"

namespace ward::cli {

class TreeTarballs {
  public:
    // Nothing where no option names a source: what a machine's cache happens to hold decides no verdict. `path` is a
    // lock file, or a folder with lock files.
    static Result<std::optional<TreeTarballs>> open(const std::string& path, const Invocation& invocation);

    // Error where the lock file has no digest of it, no source has it, or what a source gives is something else. Safe
    // on several threads.
    Result<std::optional<npm::Package>> package_of(const Component& component) const;

  private:
    struct Locked {
        std::string resolved;
        std::string integrity;
    };

    Result<void> read_lock(const std::string& path);
    void add(const std::string& name, const std::string& version, std::string resolved, std::string integrity);

    std::map<std::pair<std::string, std::string>, Locked> locked_;  // by name and version
    std::unique_ptr<npm::TarballSource> source_;
};

}  // namespace ward::cli
