// Zip archives, gzip and zstd streams: whatever the bytes are, reading stays inside them and inside the limits.
// LINK: ward_archive ward_base
#include <string>

#include "io/archive/archive.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::archive;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const ExpandLimits limits{.expanded_bytes = 1u << 20};
    (void)expand_gzip(bytes, "x", limits);
    (void)expand_zstd(bytes, "x", limits);
    const auto zip = Zip::open(bytes, "x", {.entry_bytes = 1u << 20, .expand = limits});
    if (!zip) return 0;
    for (const ZipEntry& entry : zip->entries()) {
        std::string out(entry.expanded_bytes, '\0');
        (void)Inflater().expand(*zip, entry, out);
    }
    return 0;
}
