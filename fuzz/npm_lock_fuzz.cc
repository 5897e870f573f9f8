// Any bytes as an npm lock file. No place may lie outside the tree, whatever the keys say.
// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/npm_lock.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory::npm;
    const auto lock = read_lock({reinterpret_cast<const char*>(data), size}, "package-lock.json", "a/b");
    if (!lock) return 0;
    for (const LockedPackage& package : lock->packages) {
        const bool is_outside = package.place.starts_with('/') || package.place.starts_with("..");
        if (is_outside || (!package.target && !is_package_name(package.name))) __builtin_trap();
    }
    return 0;
}
