// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/bun_lock.h"
#include "facts/inventory/npm_spec.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory::npm;
    const auto lock = read_bun_lock({reinterpret_cast<const char*>(data), size}, "bun.lock");
    if (!lock) return 0;
    for (const LockedPackage& package : lock->packages) {
        if (!join_path("", package.place) || (package.target && !join_path("", *package.target))) __builtin_trap();
        if (place_of(package.place) && !is_package_name(package.name)) __builtin_trap();
    }
    return 0;
}
