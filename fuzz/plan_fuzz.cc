// Any bytes as a plan and as a journal: a plan that is read is written as the same plan; a journal tells how much of it
// is good, and that part alone reads the same.
// LINK: ward_engine
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "actions/engine/journal.h"
#include "actions/engine/plan.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::engine;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto plan = plan_from_json(text, "fuzz")) {
        const auto again = plan_from_json(to_json(*plan), "again");
        if (!again || *again != *plan) std::abort();
    }
    const auto journal = read_journal(text, "fuzz");
    if (!journal) return 0;
    if (journal->good_bytes > text.size()) std::abort();
    const auto again = read_journal(text.substr(0, journal->good_bytes), "again");
    if (!again || again->entries != journal->entries || again->unresolved.size() != journal->unresolved.size())
        std::abort();
    return 0;
}
