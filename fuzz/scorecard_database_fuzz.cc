// Any bytes as a database: refused, or written back as something that reads the same; and it takes a record.
// LINK: ward_scorecard_monitor ward_formats
#include <cstddef>
#include <cstdlib>

#include "judges/scorecard/monitor/database.h"
#include "judges/scorecard/monitor/history.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::scorecard::monitor;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (auto database = Database::parse(text, "fuzz")) {
        const std::string written = database->text();
        const auto again = Database::parse(written, "again");
        if (!again || again->text() != written) std::abort();
        const Repository repository{"github.com", "fuzz", "fuzz"};
        const auto before = database->records(repository).size();
        const bool added = database->record(repository, {.score = 7.7, .date = "2030-01-01"});
        if (database->records(repository).size() != before + (added ? 1 : 0)) std::abort();
        if (!Database::parse(database->text(), "again")) std::abort();
    }
    // ward's own history is read the same way.
    if (auto history = History::parse(std::string(text), "fuzz")) {
        const std::string written = history->text();
        history->append(0, {failed_row({"github.com", "fuzz", "fuzz"}, "x")});
        if (!history->text().starts_with(written) || !History::parse(history->text(), "again")) std::abort();
    }
    return 0;
}
