// `ward db update names`: the names of npm with their downloads, from the registry itself: the package download-counts
// has the counts of a month as one JSON object (counts.json), all-the-package-names every name (names.json). Each is
// asked for its newest version, its tarball checked against the registry's integrity and read in memory.
#pragma once

#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "io/net/http.h"

namespace ward::names {

inline constexpr std::string_view npm_registry = "https://registry.npmjs.org";

struct NamesUpdateOptions {
    std::string registry{npm_registry};  // or a mirror of it
    std::string folder;                  // ward's data folder
    bool all_names = false;              // the names without counts too
};

struct NamesUpdateLimits {
    uint64_t document_bytes = 4u << 20;   // of one version's manifest
    uint64_t tarball_bytes = 256u << 20;  // packed
    uint64_t expanded_bytes = 1u << 30;
    size_t least_names = 1'000;  // a list of fewer is none, and replaces nothing
    size_t popular = 50'000;     // that are kept in order
};

struct FetchedPackage {
    std::string name;
    std::string version;
    uint64_t bytes = 0;  // of its tarball
    size_t names = 0;
};
struct NamesUpdate {
    std::vector<FetchedPackage> packages;
    size_t names = 0;    // all
    size_t popular = 0;  // of them, in order
    std::string popular_file;
    std::string all_file;
    std::vector<std::string> problems;  // rows that are none; the lists were taken without them
};

// Files that are there are replaced as a whole, and only when everything is good. Errors: `usage` for a URL, `network`,
// `damaged` where a tarball is not what the registry says, `parse`, `limit`.
Result<NamesUpdate> update_names(const NamesUpdateOptions& options, net::Http& http, const Log& log,
                                 const NamesUpdateLimits& limits = {});

}  // namespace ward::names
