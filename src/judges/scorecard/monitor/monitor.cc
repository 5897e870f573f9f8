#include "judges/scorecard/monitor/monitor.h"

namespace ward::scorecard::monitor {

Result<Memory> load_memory(const MemoryPaths& paths) {
    Memory memory;
    if (!paths.database.empty()) {
        WARD_TRY(memory.database, Database::load(paths.database));
    }
    if (!paths.history.empty()) {
        WARD_TRY(memory.history, History::load(paths.history));
    }
    return memory;
}

Result<void> save_memory(Memory& memory, const MemoryPaths& paths) {
    if (!paths.database.empty()) WARD_TRY_VOID(memory.database.save(paths.database));
    if (!paths.history.empty()) WARD_TRY_VOID(memory.history.save(paths.history));
    return {};
}

Outcome conclude(const Scope& scope, Run run, Memory& memory, const WatchOptions& options) {
    if (options.archived == Archived::drop) run.archived = take_archived(run.rows);
    for (const std::string& problem : memory.history.problems())
        run.problems.push_back({.where = {}, .reason = problem});
    Outcome out;
    const std::vector<Row> rows = run.rows;
    const Instant at = run.at;
    out.watch = watch(scope, std::move(run), {memory.database, memory.history}, options);
    const std::string before = memory.database.text();
    out.scores = record_scores(memory.database, rows);
    out.database_changed = memory.database.text() != before;
    out.history_lines = memory.history.append(at, rows);
    return out;
}

}  // namespace ward::scorecard::monitor
