// cgmanifest.json of Microsoft's component detection: what a project declares to contain where no package manager says
// so. https://github.com/microsoft/component-detection (docs/detectors/README.md, schema component-detection-manifest)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::inventory {

constexpr size_t max_cgmanifest_bytes = 8u << 20;
constexpr size_t max_registrations = 20'000;

struct Registration {
    std::string type;     // "git", "other", or of a registry as purls name it: "npm", "pypi", "cargo", "nuget", "gem"
    std::string name;     // of git: the repository's
    std::string version;  // as it looks like one; may be empty
    std::string url;      // git, other
    std::string commit;   // git
    bool is_development = false;
    size_t offset = 0;  // of what names it
};

struct CgManifest {
    std::vector<Registration> registrations;  // in the order of the file
    std::vector<std::string> problems;        // registrations that name nothing, or of a type that is not known
};

// Keys in any case, as their tool reads them; comments are not JSON and fail.
Result<CgManifest> read_cgmanifest(std::string_view text, std::string_view path);

}  // namespace ward::inventory
