// LINK: ward_formats
#include <string_view>

#include "formats/document.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const ward::DocumentLimits limits{.bytes = 1 << 20, .depth = 64, .nodes = 20'000, .aliases = 1'000};
    const auto root = ward::parse_yaml({reinterpret_cast<const char*>(data), size}, "input", limits);
    if (root && root->line < 1) __builtin_trap();
    return 0;
}
