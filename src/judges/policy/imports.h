// The dependency maps of a manifest from what its files ask for: which module may import which, and which builtins.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/root.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

// Files beyond this many bytes are not scanned; they may import everything.
constexpr size_t max_scanned_bytes = 32u << 20;

// Why a map is wider than a reader may hope, or narrower.
struct ImportRemark {
    std::string path;
    uint32_t line = 0;
    std::string what;

    bool operator==(const ImportRemark&) const = default;
};

struct ImportGraph {
    size_t modules = 0;                 // files that were read
    size_t requests = 0;                // of those whose target is pinned by the map
    size_t open = 0;                    // files that may import everything, because what they ask for cannot be known
    std::vector<ImportRemark> remarks;  // sorted by path and line
};

// Gives every file of JavaScript in the manifest a map of its own. Requests that lead to a listed file are pinned to
// it, builtins are allowed by the name they are asked by; what is not found is left to node, which will not find it
// either. A file that computes what it asks for keeps `true`. `files` are the paths of manifest.resources, in their
// order.
ImportGraph narrow_dependencies(Manifest& manifest, const std::vector<std::string>& files, const Root& root,
                                const std::vector<std::string>& conditions);

}  // namespace ward::policy
