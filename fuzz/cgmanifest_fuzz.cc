// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/cgmanifest.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory;
    const auto manifest = read_cgmanifest({reinterpret_cast<const char*>(data), size}, "c");
    if (!manifest) return 0;
    for (const Registration& one : manifest->registrations)
        if (one.name.empty() || one.type.empty() || one.offset > size) __builtin_trap();
    return 0;
}
