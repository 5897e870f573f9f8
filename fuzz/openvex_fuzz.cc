// Any bytes as an OpenVEX document: refused or read, and what was read survives being written and read again.
// LINK: ward_formats
#include <cstddef>
#include <cstdlib>

#include "formats/openvex.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::openvex;
    const auto document = parse({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!document) return 0;
    const auto again = parse(to_json(*document), "again");
    if (!again || again->statements.size() != document->statements.size() || !again->problems.empty()) std::abort();
    if (canonical_id(*again) != canonical_id(*document)) std::abort();
    return 0;
}
