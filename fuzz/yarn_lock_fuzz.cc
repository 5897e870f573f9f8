// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/yarn_lock.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory::npm;
    const auto lock = read_yarn_lock({reinterpret_cast<const char*>(data), size}, "yarn.lock");
    if (!lock) return 0;
    const ListedPackages listed = yarn_packages(*lock, {});
    for (const ListedPackage& package : listed.packages) {
        if (!is_package_name(package.name) || !exact_version(package.version)) __builtin_trap();
        for (const size_t need : package.required)
            if (need >= listed.packages.size()) __builtin_trap();
    }
    return 0;
}
