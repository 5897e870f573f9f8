// Any bytes as a fact bundle, and as the peer's raw results: refused, or facts that stay the same over a file.
// LINK: ward_forge_facts
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "facts/forge/facts_file.h"
#include "facts/forge/scorecard_raw.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::forge;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto read : {read_facts, facts_from_scorecard_raw}) {
        const auto facts = read(text, "fuzz");
        if (!facts) continue;
        const auto again = read_facts(write_facts(*facts), "again");
        if (!again || *again != *facts) std::abort();
    }
    return 0;
}
