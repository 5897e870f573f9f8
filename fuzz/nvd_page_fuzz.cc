// LINK: ward_advisory
// A page of NVD's API: whatever it says, its records are as many lines, and no more than it says there are.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "facts/advisory/nvd_page.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const uint64_t start : {uint64_t{0}, uint64_t{2'000}}) {
        const auto page = ward::advisory::parse_nvd_page(text, start, "fuzz");
        if (!page) continue;
        size_t lines = 0;
        for (const char c : page->ndjson)
            if (c == '\n') ++lines;
        if (lines != page->records || page->start != start || page->records > page->total) std::abort();
    }
    return 0;
}
