// Any bytes as a .gitmodules: what is accepted has no control characters and stays in the tree.
// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/git_modules.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto modules = ward::inventory::read_gitmodules({reinterpret_cast<const char*>(data), size}, ".gitmodules");
    if (!modules) return 0;
    for (const auto& submodule : modules->submodules)
        for (const char c : submodule.path + submodule.url)
            if (static_cast<unsigned char>(c) < 0x20 || submodule.path.starts_with('/')) __builtin_trap();
    return 0;
}
