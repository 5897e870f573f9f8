// LINK: ward_policy ward_formats
// An index of digests whose checksum is right: refused, or read, and written again as the same bytes.
#include <string>
#include <string_view>

#include "formats/digest.h"
#include "judges/policy/file_index.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::policy;
    std::string bytes = "ward policy index 3\n";
    bytes.append(reinterpret_cast<const char*>(data), size);
    const auto digest = ward::sha256(bytes);
    bytes.append(reinterpret_cast<const char*>(digest.data()), digest.size());
    const auto index = FileIndex::read(bytes, "index");
    if (!index) return 0;
    if (index->find("lib/a.js", {}) != nullptr && index->size() == 0) __builtin_trap();
    const auto again = FileIndex::read(index->bytes(), "index");
    if (!again || again->size() != index->size() || again->verdict() != index->verdict()) __builtin_trap();
    if (again->bytes() != index->bytes()) __builtin_trap();
    return 0;
}
