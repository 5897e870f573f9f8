// One look at many repositories: what each scores now, since when, what moved and why, what could not be scored. All
// reports are made of this (watch_reports.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "judges/scorecard/monitor/compare.h"
#include "judges/scorecard/monitor/database.h"
#include "judges/scorecard/monitor/history.h"
#include "judges/scorecard/monitor/results.h"
#include "judges/scorecard/monitor/scope.h"

namespace ward::scorecard::monitor {

enum class Archived : uint8_t { keep, drop };

struct WatchOptions {
    double threshold = 0;  // a smaller move of a score, since the last one of note, is no change of note
    int stale_days = 14;  // a score that is older is marked: the public scan runs weekly, and has stood still unnoticed
    std::string title = "OpenSSF Scorecard";
    std::string identity = {};           // what tells the issue of this watch from those of others in the same tracker
    Archived archived = Archived::keep;  // what conclude() does with archived repositories
};

// One row for each repository of the scope, in its order: what `fetch` says, which never stops the others. `fetch` is
// called on several threads at once unless told otherwise; it answers a failure with failed_row().
using Fetch = std::function<Row(const ScopeEntry& entry)>;
enum class Pace : uint8_t { one_by_one, parallel };
std::vector<Row> collect(const Scope& scope, const Fetch& fetch, Pace pace);

// The same from a results file: rows of the scope's repositories, in its order; one without a result is a failed row.
// A scope that includes nothing takes all results but those that it excludes. What is left out is counted in `beyond`.
struct Selected {
    std::vector<Row> rows = {};
    std::vector<Repository> beyond = {};
};
Selected select_rows(const Scope& scope, Results results);

// Takes archived repositories out of `rows`: those that say so, or whose Maintained check does.
std::vector<Repository> take_archived(std::vector<Row>& rows);

enum class Standing : uint8_t { scored_first, unchanged, changed, failed };
std::string_view name_of(Standing standing);  // "new", "unchanged", "changed", "failed"

// A score that was seen. Points of the database tell only changes.
struct Point {
    Instant at = 0;
    double score = 0;

    bool operator==(const Point&) const = default;
};

// One check over time, and what there was in the runs that did not make it: nothing.
struct CheckTrend {
    std::string check;
    std::vector<Point> points;

    bool operator==(const CheckTrend&) const = default;
};

struct Watched {
    Row row;  // failed: with the last known score's date and commit, where there is one
    std::vector<std::string> groups = {};
    Standing standing = Standing::unchanged;
    std::optional<double> last_known = {};  // of a failed row
    std::optional<Change> change = {};      // against the last run; not for what is new or failed
    bool is_of_note = false;                // it moved, by the threshold since the last move of note, not by noise
    std::optional<int64_t> age_days = {};
    bool is_stale = false;
    std::vector<std::string> missing_checks = {};  // that others have in this run
    std::vector<Point> trend = {};                 // oldest first, this run's score last
    std::vector<CheckTrend> check_trends = {};
};

struct WatchSummary {
    size_t repositories = 0;
    size_t scored = 0;
    size_t failed = 0;
    size_t fresh = 0;
    size_t changed = 0;  // of note
    size_t improved = 0;
    size_t worsened = 0;
    size_t noise = 0;
    size_t stale = 0;
    std::optional<double> mean = {};  // of the scores of this run, one decimal
    std::optional<double> lowest = {};
};

struct GroupSummary {
    std::string group;
    WatchSummary summary;
};

struct Watch {
    std::string title;
    Instant run = 0;
    WatchOptions options = {};
    std::vector<Watched> rows = {};
    std::vector<GroupSummary> groups = {};  // in order of first appearance
    std::vector<Repository> gone = {};      // known from earlier runs, not looked at any more
    std::vector<Repository> archived = {};  // left out as such
    std::vector<ResultProblem> problems = {};
    WatchSummary summary = {};

    // Every repository has a score.
    bool complete() const { return summary.failed == 0 && problems.empty(); }
};

// What was before this run, for the comparison and the trends: neither has this run in it yet.
struct Before {
    const Database& database;
    const History& history;
};

struct Run {
    Instant at = 0;
    std::vector<Row> rows = {};
    std::vector<Repository> archived = {};  // take_archived()
    std::vector<ResultProblem> problems = {};
};

// `gone` is told for those of `before` that are neither looked at, nor archived, nor excluded by `scope`.
Watch watch(const Scope& scope, Run run, const Before& before, const WatchOptions& options);

}  // namespace ward::scorecard::monitor
