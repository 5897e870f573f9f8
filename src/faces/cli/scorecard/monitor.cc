// See monitor.h. Files are written at the end, each whole, the memory last; one repository that fails is a row.
#include "faces/cli/scorecard/monitor.h"

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/scorecard/discover.h"
#include "faces/cli/scorecard/monitor_files.h"
#include "faces/cli/scorecard/monitor_rows.h"
#include "faces/cli/scorecard/track_watch.h"
#include "judges/scorecard/card.h"

namespace ward::cli {
namespace {

namespace monitor = scorecard::monitor;
using monitor::Repository;

Result<monitor::Scope> scope_of(const Invocation& invocation, const MonitorFiles& files) {
    monitor::Scope scope;
    if (invocation.has("scope")) {
        const std::string file = invocation.value("scope");
        WARD_TRY(const std::string text, read_input(file, monitor::max_scope_bytes));
        auto parsed = monitor::parse_scope(text, file);
        if (!parsed) return fail(ErrorCode::usage, parsed.error().what, parsed.error().where);
        scope = std::move(*parsed);
    }
    for (const std::string& owner : invocation.values("discover")) {
        WARD_TRY(const std::vector<Repository> found, discover_repositories(invocation, owner));
        const size_t added = monitor::add_discovered(scope, found);
        invocation.log.info(fmt::format("{}: {} {}, {} of them new to the scope", display(owner), found.size(),
                                        found.size() == 1 ? "repository" : "repositories", added));
    }
    if (invocation.has("save-scope")) WARD_TRY_VOID(files.write(invocation.value("save-scope"), scope_json(scope)));
    if (!invocation.has("group")) return scope;
    scope = monitor::only_group(scope, invocation.value("group"));
    if (scope.included.empty())
        return fail(ErrorCode::usage, "the scope has no group '" + display(invocation.value("group")) + "'", "--group");
    return scope;
}

std::string issue_title(const Invocation& invocation, const monitor::WatchOptions& options) {
    return invocation.value("issue-title", options.title);
}

Result<monitor::WatchOptions> options_of_watch(const Invocation& invocation) {
    monitor::WatchOptions options;
    if (invocation.has("delta")) {
        const auto delta = to_number<double>(invocation.value("delta"));
        if (!delta || !scorecard::is_score(*delta))
            return fail(ErrorCode::usage, "needs a number from 0 to 10", "--delta");
        options.threshold = *delta;
    }
    if (invocation.has("stale-days")) {
        const auto days = to_number<int>(invocation.value("stale-days"));
        if (!days || *days < 0) return fail(ErrorCode::usage, "needs a number of days", "--stale-days");
        options.stale_days = *days;
    }
    options.title = invocation.value("title", options.title);
    options.identity = issue_title(invocation, options) + '\n' + invocation.value("group");
    options.archived = invocation.has("keep-archived") ? monitor::Archived::keep : monitor::Archived::drop;
    return options;
}

}  // namespace

Result<int> scorecard_monitor(const Invocation& invocation) {
    WARD_TRY(const std::vector<WatchOutput> outputs, watch_outputs(invocation));
    WARD_TRY(const monitor::WatchOptions options, options_of_watch(invocation));
    const std::vector<std::string> places = report_places(invocation, outputs);
    const std::string title = issue_title(invocation, options);
    WARD_TRY_VOID(check_watch_track(invocation, places, title));
    WARD_TRY(const MonitorFiles files, MonitorFiles::open(invocation, places));
    WARD_TRY(const monitor::Scope scope, scope_of(invocation, files));
    const monitor::MemoryPaths paths{invocation.value("database"), invocation.value("history")};
    WARD_TRY(monitor::Memory memory, monitor::load_memory(paths));
    for (const std::string& problem : memory.history.problems()) invocation.log.warn(display(problem));

    WARD_TRY(monitor::Run run, look_at_scope(invocation, scope));
    const auto [watch, scores, database_changed, history_lines] =
        monitor::conclude(scope, std::move(run), memory, options);
    WARD_TRY_VOID(write_drop_in(invocation, files, scores));
    if (invocation.has("issue-body"))
        WARD_TRY_VOID(files.write(invocation.value("issue-body"), monitor::watch_issue(watch)));
    for (const WatchOutput& output : outputs) WARD_TRY_VOID(files.write(output.path, output.write(watch)));

    WARD_TRY(const Told told, track_watch(invocation, watch, places, title));
    // The memory last: a run that was interrupted is made again, and so is one that did not tell what it saw.
    if (told == Told::all) {
        for (const std::string& path : {paths.database, paths.history}) WARD_TRY_VOID(files.make_folder_of(path));
        WARD_TRY_VOID(monitor::save_memory(memory, paths));
        invocation.log.debug(fmt::format("{} in the database, {} lines of history added",
                                         database_changed ? "scores changed" : "no score changed", history_lines));
    }
    WARD_TRY_VOID(files.write_patch(invocation));

    for (const monitor::Watched& row : watch.rows)
        if (row.standing == monitor::Standing::failed)
            invocation.log.warn(
                fmt::format("{}: {}", display(monitor::text_of(row.row.repository)), display(row.row.failure)));
    for (const monitor::ResultProblem& problem : watch.problems)
        invocation.log.warn(fmt::format("{}: {}", display(problem.where), display(problem.reason)));
    invocation.log.info(monitor::headline_of(watch));
    constexpr int incomplete = 4;
    return watch.complete() && !watch.rows.empty() && told != Told::left_out ? 0 : incomplete;
}

}  // namespace ward::cli
