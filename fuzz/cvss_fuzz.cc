// LINK: ward_formats
#include <string_view>

#include "formats/cvss.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto score = ward::cvss::score({reinterpret_cast<const char*>(data), size});
    if (score && (score->value < 0 || score->value > 10)) __builtin_trap();
    return 0;
}
