// LINK: ward_update
// Files of checksums: nothing but the documented forms, every digest of its algorithm's length.
#include <cstdint>

#include "actions/update/ladder/sums_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto sums = ward::update::parse_sums(text, "SUMS");
    if (!sums) return 0;
    for (const auto& sum : *sums) {
        if (sum.digest.size() != 2 * ward::digest_bytes(sum.algorithm)) __builtin_trap();
        const auto own = ward::update::sums_of(*sums, sum.name, "a.tgz.sha256");
        if (!sum.name.empty() && (!own || own->empty())) __builtin_trap();
    }
    return 0;
}
