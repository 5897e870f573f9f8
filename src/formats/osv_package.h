// What OSV calls the package that a purl names: "npm" and "@scope/name", "Maven" and "group:artifact", "Debian:12".
// Types: https://github.com/package-url/purl-spec; ecosystems: https://ossf.github.io/osv-schema/ (defined ecosystems).
#pragma once

#include <optional>
#include <string>

#include "formats/purl.h"

namespace ward {

struct OsvPackage {
    std::string ecosystem;
    std::string name;
};

// Nothing for types that are no registry of OSV's (github, generic), and for a distribution's package without release.
std::optional<OsvPackage> osv_package(const Purl& purl);

}  // namespace ward
