// Packages that a bundler copied into one script: esbuild, webpack, ncc and rollup leave each module's path in a
// comment or a string ("// node_modules/brace-expansion/index.js"). Yarn's and pnpm's paths also carry the version.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ward::inventory {

struct InlinedPackage {
    std::string name;
    std::string version;  // empty where the path has none
    size_t offset = 0;    // of the first mention
};

// Packages one bundle may hold; more are left out and `is_cut` is set.
constexpr size_t max_inlined_packages = 2000;

struct InlinedPackages {
    std::vector<InlinedPackage> packages;  // by name, one per name and version
    bool is_cut = false;
};
InlinedPackages find_inlined_packages(std::string_view script);

}  // namespace ward::inventory
