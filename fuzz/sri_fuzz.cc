// LINK: ward_formats
#include <algorithm>
#include <string>
#include <string_view>

#include "formats/sri.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto node = ward::parse_sri(text, ward::SriReading::node);
    const auto strict = ward::parse_sri(text, ward::SriReading::strict);
    if (!strict) return 0;
    // What the strict reading takes the other reads alike.
    if (!node || *node != *strict) __builtin_trap();
    std::string again;
    for (const ward::SriHash& hash : *strict) {
        ward::ShaDigest digest{.algorithm = hash.algorithm};
        if (hash.digest.size() != ward::digest_bytes(hash.algorithm)) __builtin_trap();
        std::copy(hash.digest.begin(), hash.digest.end(), digest.bytes.begin());
        again += ' ' + sri_text(digest) + (hash.options.empty() ? "" : '?' + hash.options);
    }
    const auto read = ward::parse_sri(again, ward::SriReading::strict);
    if (again.size() <= ward::max_sri_bytes && (!read || *read != *strict)) __builtin_trap();
    return 0;
}
