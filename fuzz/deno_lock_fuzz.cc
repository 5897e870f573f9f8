// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/deno_lock.h"
#include "facts/inventory/flake_lock.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto lock = read_deno_lock(text, "deno.lock")) {
        for (const npm::ListedPackage& package : lock->npm.packages) {
            if (!npm::is_package_name(package.name) || !npm::exact_version(package.version)) __builtin_trap();
            for (const size_t need : package.required)
                if (need >= lock->npm.packages.size()) __builtin_trap();
        }
        for (const npm::RootNeed& root : lock->npm.roots)
            if (root.package >= lock->npm.packages.size()) __builtin_trap();
        Collector out;
        emit_registry_lock("deno.lock", text, lock->jsr, out);
    }
    if (const auto pins = read_flake_lock(text, "flake.lock")) {
        Collector out;
        emit_pins("flake.lock", text, *pins, out);
        for (const ward::Component& component : out.components)
            if (component.purl.empty()) __builtin_trap();
    }
    return 0;
}
