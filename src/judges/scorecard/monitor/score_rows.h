// One run in scorecard-monitor's terms: scores against its database, which takes up what changed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "judges/scorecard/monitor/database.h"
#include "judges/scorecard/monitor/results.h"

namespace ward::scorecard::monitor {

struct ScoreRow {
    Repository repository;
    double score = 0;
    std::string date;
    std::string commit;                   // "unknown" where it is not told, as Scorecard itself says
    std::optional<Record> previous = {};  // the database's current record before this run
    double delta = 0;                     // to that, one decimal; 0 where there was none

    bool operator==(const ScoreRow&) const = default;
};

// Rows with a score, in their order; a repository that was renamed goes on under its new name. A row without a score
// leaves the database as it is.
std::vector<ScoreRow> record_scores(Database& database, std::span<const Row> rows);

// scorecard-monitor's output `scores`, as one line of JSON.
std::string scores_json(std::span<const ScoreRow> scores);

}  // namespace ward::scorecard::monitor
