// LINK: ward_permission ward_base
#include <string_view>

#include "permission/elf.h"

// The first byte says which of the two parsers reads the rest.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.starts_with('c')) {
        for (const auto& path : ward::permission::cached_libraries(bytes.substr(1), "libc.so.6"))
            if (!path.starts_with('/')) __builtin_trap();
        return 0;
    }
    const auto needs = ward::permission::elf_needs(bytes);
    if (needs && (needs->libraries.size() > ward::permission::max_libraries || needs->folders.size() > 64))
        __builtin_trap();
    return 0;
}
