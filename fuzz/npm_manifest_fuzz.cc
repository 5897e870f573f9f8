// Any bytes as a package's manifest: what comes out is bounded by what went in.
// LINK: ward_npm
#include <cstdlib>
#include <string_view>

#include "facts/npm/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto manifest = ward::npm::parse_manifest(text, "package.json");
    const int64_t line = ward::npm::line_in_manifest(text, {"scripts", "postinstall"});
    if (line < 0 || static_cast<size_t>(line) > size + 1) std::abort();
    if (!manifest) return 0;
    if (manifest->problems.size() > ward::npm::max_manifest_problems) std::abort();
    for (const ward::npm::NamedText& one : manifest->dependencies)
        for (const ward::npm::NamedText& optional : manifest->optional_dependencies)
            if (one.name == optional.name) std::abort();
    return 0;
}
