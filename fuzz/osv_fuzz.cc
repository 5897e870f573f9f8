// One advisory record from any bytes: parsed, compiled into an index, asked and read back.
// LINK: ward_advisory ward_formats ward_base
#include <string>

#include "facts/advisory/advisory.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const auto bytes = ward::advisory::build({&json, 1});
    if (!bytes) return 0;
    const auto index = ward::advisory::Index::from_bytes(*bytes);
    if (!index || !index->verify() || index->original(0).value_or("") != json) __builtin_trap();
    (void)index->title(0);
    (void)index->references(0);
    (void)index->query({"npm", "p", "1.0.0", {}});
    if (!index->damage()) __builtin_trap();
    return 0;
}
