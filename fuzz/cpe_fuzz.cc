// A CPE name from any bytes: what is read has a package, which is stable when it is read again as a formatted string.
#include <string>

#include "formats/cpe.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto cpe = ward::Cpe::parse({reinterpret_cast<const char*>(data), size});
    if (!cpe) return 0;
    const auto again = ward::Cpe::parse("cpe:2.3:" + cpe->part + ":" + cpe->package());
    if (!again || again->package() != cpe->package()) __builtin_trap();
    (void)cpe->version_text();
    return 0;
}
