// LINK: ward_formats
#include <string_view>

#include "formats/purl.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto purl = ward::Purl::parse({reinterpret_cast<const char*>(data), size});
    if (!purl) return 0;
    // The canonical form is read back as the same package; only its encoding may pass the limit.
    const std::string text = purl->to_string();
    const auto again = ward::Purl::parse(text);
    if (text.size() <= ward::max_purl_bytes && (!again || *again != *purl)) __builtin_trap();
    return 0;
}
