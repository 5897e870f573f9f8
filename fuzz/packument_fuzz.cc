// Any bytes as a registry's document: versions are in order, and every version has at most one before it.
// LINK: ward_npm
#include <cstdlib>
#include <string_view>

#include "facts/npm/packument.h"
#include "facts/npm/release_line.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::npm;
    const auto packument = parse_packument({reinterpret_cast<const char*>(data), size}, "x", {.versions = 200});
    if (!packument) return 0;
    if (packument->versions.size() > 200) std::abort();
    for (const PublishedVersion& version : packument->versions) {
        const Predecessor before = predecessor_of(*packument, version);
        if (before.version == &version) std::abort();
        if (before.version != nullptr && before.by_time && *before.version->published > *version.published)
            std::abort();
    }
    return 0;
}
