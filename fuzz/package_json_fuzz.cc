// Any bytes as a package.json. Names and versions that come out of it are safe words.
// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/npm_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory::npm;
    const auto manifest = read_manifest({reinterpret_cast<const char*>(data), size}, "package.json");
    if (!manifest) return 0;
    if (!manifest->name.empty() && !is_package_name(manifest->name)) __builtin_trap();
    for (const char c : manifest->version)
        if (c <= ' ' || c == 0x7f) __builtin_trap();
    return 0;
}
