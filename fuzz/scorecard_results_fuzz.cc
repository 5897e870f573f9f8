// Any bytes as results of many repositories: rows and problems, and reports of them that hold no markup of a stranger.
// LINK: ward_scorecard_monitor ward_formats
#include <cstddef>
#include <cstdlib>

#include "judges/scorecard/monitor/drop_in_report.h"
#include "judges/scorecard/monitor/watch_reports.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::scorecard::monitor;
    auto results = parse_results({reinterpret_cast<const char*>(data), size}, "fuzz");
    for (const Row& row : results.rows)
        if (row.score ? *row.score < 0 || *row.score > 10 : row.failure.empty()) std::abort();
    Database database;
    History history;
    history.append(0, results.rows);
    if (!History::parse(history.text(), "again")) std::abort();
    const Watch seen =
        watch({}, {.at = 0, .rows = results.rows, .problems = results.problems}, {database, history}, {});
    if (watch_html(seen).find("<script") != std::string::npos) std::abort();
    if (watch_markdown(seen).find("<script") != std::string::npos || watch_issue(seen).size() > max_issue_bytes)
        std::abort();
    if (watch_issue(seen).find(issue_end_tag) != std::string::npos) std::abort();
    if (watch_json(seen).empty() || watch_csv(seen).empty()) std::abort();
    const auto scores = record_scores(database, results.rows);
    const std::string report = drop_in_report(scores, {});
    if (report.find_first_of("<>") != std::string::npos || drop_in_issue(scores, {})) std::abort();
    return 0;
}
