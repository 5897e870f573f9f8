// The digest of files for Windows: every executable is digested or refused, everything else is digested as it is.
// LINK: ward_signing ward_formats ward_base
#include <string_view>

#include "formats/signing/authenticode.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto digest = ward::signing::authenticode_digest({reinterpret_cast<const char*>(data), size});
    if (digest && digest->sha256.size() != 32) __builtin_trap();
    return 0;
}
