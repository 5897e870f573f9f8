// Every ordering on arbitrary text: one line is the version, the next the range. Equal texts must have equal keys.
#include <cstdint>
#include <cstdlib>

#include "formats/versions/versions.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string_view version = text.substr(0, text.find('\n'));
    const std::string_view range = version.size() < size ? text.substr(version.size() + 1) : text;
    for (const ward::versions::Ordering* ordering : ward::versions::all_orderings()) {
        if (ordering->key(version) != ordering->key(std::string(version))) std::abort();
        (void)ward::versions::compare(*ordering, version, range);
        (void)ward::versions::satisfies(*ordering, version, range);
    }
    return 0;
}
