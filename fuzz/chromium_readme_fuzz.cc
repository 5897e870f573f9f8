// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/chromium_readme.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const ReadmeEntry& entry : read_chromium_readme(text)) {
        if (entry.version.offset > size || entry.name.offset > size) __builtin_trap();
        if (entry.name.value.empty() && entry.short_name.value.empty()) __builtin_trap();
        read_cpe(entry.cpe_prefix.value);
    }
    return 0;
}
