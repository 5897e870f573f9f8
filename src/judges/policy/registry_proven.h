// What of a project's node_modules a manifest may list because a tarball of the lock file brings the same bytes. The
// project's own files are its own matter: no tarball speaks of them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/root.h"
#include "judges/policy/registry.h"

namespace ward::policy {

class ProvenFiles {
  public:
    // `take_unproven`: what install scripts and programs may have made counts as proven, and is in generated().
    ProvenFiles(const RegistryResult& result, bool take_unproven);

    // May `path`, a file's or a folder's, be listed? A folder that may not says nothing for what is in it.
    bool admits(std::string_view path) const { return !refused_paths_.contains(path); }

    // Sorted by path: files, packages' folders with all in them, what is not there at all, and what could not be read.
    const std::vector<Problem>& refused() const { return refused_; }
    const std::vector<Problem>& generated() const { return generated_; }

  private:
    void add(const FileFinding& file, bool take_unproven);
    void refuse(const std::string& path, std::string reason);

    std::set<std::string, std::less<>> refused_paths_;
    std::vector<Problem> refused_;
    std::vector<Problem> generated_;
};

}  // namespace ward::policy
