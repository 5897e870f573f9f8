// Semantic versions as OSV compares them: crates.io and every ecosystem whose versions are, or nearly are, semver.
//
// Lenient, because ranges in advisories are written by hand: `v1.2`, `1.2.3.4` and `1.0.0beta1` have an order too.
// Build metadata never counts. Cargo's and Hex's requirement languages (`^`, `~>`) are left out: advisories do not use
// them.
#include "formats/versions/semver_key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view semver_ecosystems[] = {
    "crates.io",    "Hex",         "Julia", "SwiftURL", "Bitnami",
    "Bioconductor", "ConanCenter", "GHC",   "Node.js",  "Docker Hardened Images",
    "Pub",
};

std::optional<std::string> key_of(std::string_view version) {
    const auto pieces = split_semver(version);
    if (!pieces) return std::nullopt;
    return semver_key(*pieces);
}

}  // namespace

WARD_ORDERING(semver) = {
    .name = "semver",
    .ecosystems = semver_ecosystems,
    .summary =
        "Semantic Versioning, leniently: any number of numeric parts, missing parts are 0, prereleases sort before "
        "their release, build metadata does not count",
    .key = key_of,
    .satisfies = nullptr,
};

}  // namespace ward::versions
