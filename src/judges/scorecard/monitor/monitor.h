// `ward scorecard monitor` from end to end, without the command line and without the network:
//
//   scope = parse_scope(...);  memory = load_memory(paths);
//   rows  = collect(scope, fetch, pace)          check here, or ask: row_of_result(), row_of_api_answer(), failed_row()
//         or select_rows(scope, parse_results(...))
//   outcome = conclude(scope, {.at, .rows, .problems}, memory, options)
//   write   watch_json/csv/markdown/html(outcome.watch), drop_in_report(outcome.scores, style) and its issue,
//           replace_segment(the body, watch_issue(outcome.watch), issue_start_tag, issue_end_tag)
//   save_memory(memory, paths)                   last: until then a run that was interrupted is just made again
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "judges/scorecard/monitor/chart.h"
#include "judges/scorecard/monitor/drop_in_report.h"
#include "judges/scorecard/monitor/scope.h"
#include "judges/scorecard/monitor/score_rows.h"
#include "judges/scorecard/monitor/watch.h"
#include "judges/scorecard/monitor/watch_reports.h"

namespace ward::scorecard::monitor {

struct MemoryPaths {
    std::string database = {};  // empty: none is kept
    std::string history = {};   // empty: none is kept
};

struct Memory {
    Database database = {};
    History history = {};
};

Result<Memory> load_memory(const MemoryPaths& paths);
// The database first, then the history: what a stop in between loses is made up for by the next run.
Result<void> save_memory(Memory& memory, const MemoryPaths& paths);

struct Outcome {
    Watch watch;
    std::vector<ScoreRow> scores;   // for the drop-in files
    bool database_changed = false;  // scorecard-monitor writes nothing at all where this is false
    size_t history_lines = 0;       // added
};

// Compares the run with the memory, and then takes it up there.
Outcome conclude(const Scope& scope, Run run, Memory& memory, const WatchOptions& options);

}  // namespace ward::scorecard::monitor
