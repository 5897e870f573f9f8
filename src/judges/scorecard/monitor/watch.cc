#include "judges/scorecard/monitor/watch.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <ranges>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "judges/scorecard/monitor/js_json.h"

namespace ward::scorecard::monitor {
namespace {

// Scores have one decimal, and a threshold of 0.3 means a move of 0.3 as well, which a double is not exactly.
constexpr double tenth_of_tenths = 0.01;

bool is_commit_like(std::string_view text) {
    return text.size() >= 7 && std::ranges::all_of(text, is_alnum) && text != "unknown";
}

// Under its own name or the one it had before.
std::vector<const Observation*> history_of(const Row& row, const History& history) {
    auto out = history.of(row.repository);
    if (out.empty() && row.renamed_from) out = history.of(*row.renamed_from);
    return out;
}

// Without the -1 that scorecard-monitor records where nothing was conclusive: it is no score.
std::vector<Record> records_of(const Row& row, const Database& database) {
    auto out = database.records(row.repository);
    if (out.empty() && row.renamed_from) out = database.records(*row.renamed_from);
    std::erase_if(out, [](const Record& record) { return record.score < 0; });
    return out;
}

// The last row with a score; the database's word counts where the history has none.
std::optional<Row> last_row(const Row& row, const std::vector<const Observation*>& seen,
                            const std::vector<Record>& records) {
    for (const Observation* observation : seen | std::views::reverse)
        if (observation->row.score) return observation->row;
    if (records.empty()) return std::nullopt;
    const Record& record = records.back();
    return Row{.repository = row.repository,
               .score = record.score,
               .date = record.date,
               .commit = is_commit_like(record.commit) ? record.commit : ""};
}

// One point for an instant: of two, the later told one.
std::vector<Point> in_order(const std::map<Instant, double>& points) {
    std::vector<Point> out;
    out.reserve(points.size());
    for (const auto& [at, score] : points) out.push_back({at, score});
    return out;
}

std::vector<Point> trend_of(const Row& row, const std::vector<const Observation*>& seen,
                            const std::vector<Record>& records) {
    std::map<Instant, double> points;
    for (const Record& record : records)
        if (const auto at = parse_instant(record.date)) points[*at] = record.score;
    const auto add = [&](const Row& one) {
        if (!one.score) return;
        if (const auto at = parse_instant(one.date)) points[*at] = *one.score;
    };
    for (const Observation* observation : seen) add(observation->row);
    add(row);
    return in_order(points);
}

std::vector<CheckTrend> check_trends_of(const Row& row, const std::vector<const Observation*>& seen) {
    std::map<std::string, std::map<Instant, double>> points;
    const auto add = [&](const Row& one) {
        const auto at = parse_instant(one.date);
        if (!at) return;
        for (const CheckScore& check : one.checks)
            if (check.score >= 0) points[check.name][*at] = check.score;
    };
    for (const Observation* observation : seen) add(observation->row);
    add(row);
    std::vector<CheckTrend> out;
    out.reserve(points.size());
    for (const auto& [check, own] : points) out.push_back({check, in_order(own)});
    return out;
}

// How far the score is from the last one that was of note: many small moves in one direction are told in the end.
double drift_of(const std::vector<Point>& trend, const Row& row, double threshold) {
    const auto now = parse_instant(row.date);
    std::optional<double> noted;
    for (const Point& point : trend) {
        if (now && point.at >= *now) break;
        if (!noted || std::abs(point.score - *noted) + tenth_of_tenths >= threshold) noted = point.score;
    }
    return noted && row.score ? std::abs(*row.score - *noted) : 0;
}

Watched watched_of(const Row& row, const Before& before, const WatchOptions& options, Instant run) {
    const auto seen = history_of(row, before.history);
    const auto records = records_of(row, before.database);
    const auto last = last_row(row, seen, records);
    Watched out{.row = row};
    out.trend = trend_of(row, seen, records);
    if (!row.score) {
        out.standing = Standing::failed;
        if (last) {
            out.last_known = last->score;
            out.row.date = last->date;
            out.row.commit = last->commit;
        }
    } else if (!last) {
        out.standing = Standing::scored_first;
    } else {
        out.change = compare(*last, row);
        const double moved = std::abs(out.change->delta);
        out.standing = moved != 0 || !out.change->checks.empty() ? Standing::changed : Standing::unchanged;
        const double far = std::max(moved, drift_of(out.trend, row, options.threshold));
        out.is_of_note = moved != 0 && far + tenth_of_tenths >= options.threshold && !out.change->is_noise;
    }
    if (const auto at = parse_instant(out.row.date)) {
        out.age_days = std::max<int64_t>(0, (run - *at) / seconds_per_day);
        out.is_stale = *out.age_days > options.stale_days;
    }
    out.check_trends = check_trends_of(row, seen);
    return out;
}

// A check that another row has and this one has not: their aggregates are about different things then.
void find_missing_checks(std::vector<Watched>& rows) {
    std::set<std::string> all;
    for (const Watched& watched : rows)
        for (const CheckScore& check : watched.row.checks) all.insert(check.name);
    for (Watched& watched : rows) {
        if (watched.row.checks.empty()) continue;  // nothing is known of its checks at all
        std::set<std::string_view> own;
        for (const CheckScore& check : watched.row.checks) own.insert(check.name);
        for (const std::string& check : all)
            if (!own.contains(check)) watched.missing_checks.push_back(check);
    }
}

// Of all rows, or of those of one group.
WatchSummary summary_of(const std::vector<Watched>& rows, const std::string* group) {
    WatchSummary out;
    double sum = 0;
    for (const Watched& watched : rows) {
        if (group != nullptr && std::ranges::find(watched.groups, *group) == watched.groups.end()) continue;
        ++out.repositories;
        out.failed += watched.standing == Standing::failed ? 1 : 0;
        out.fresh += watched.standing == Standing::scored_first ? 1 : 0;
        out.stale += watched.is_stale ? 1 : 0;
        if (watched.change && watched.change->is_noise) ++out.noise;
        if (watched.is_of_note) {
            ++out.changed;
            ++(watched.change->delta > 0 ? out.improved : out.worsened);
        }
        if (!watched.row.score) continue;
        ++out.scored;
        sum += *watched.row.score;
        out.lowest = std::min(out.lowest.value_or(*watched.row.score), *watched.row.score);
    }
    if (out.scored > 0) out.mean = js_to_one_decimal(sum / static_cast<double>(out.scored));
    return out;
}

std::vector<GroupSummary> groups_of(const std::vector<Watched>& rows) {
    std::vector<GroupSummary> out;
    std::set<std::string_view> known;
    for (const Watched& watched : rows)
        for (const std::string& group : watched.groups)
            if (known.insert(group).second) out.push_back({group, summary_of(rows, &group)});
    return out;
}

std::vector<Repository> gone_from(const Scope& scope, const Run& run, const Before& before) {
    std::unordered_set<std::string> present;
    for (const Row& row : run.rows) {
        present.insert(key_of(row.repository));
        if (row.renamed_from) present.insert(key_of(*row.renamed_from));
    }
    for (const Repository& repository : run.archived) present.insert(key_of(repository));
    for (const Repository& repository : scope.excluded) present.insert(key_of(repository));
    std::vector<Repository> out;
    const auto add = [&](const std::vector<Repository>& known) {
        for (const Repository& repository : known)
            if (present.insert(key_of(repository)).second) out.push_back(repository);
    };
    add(before.database.repositories());
    add(before.history.repositories());
    return out;
}

}  // namespace

std::string_view name_of(Standing standing) {
    switch (standing) {
        case Standing::scored_first: return "new";
        case Standing::unchanged: return "unchanged";
        case Standing::changed: return "changed";
        case Standing::failed: return "failed";
    }
    return "unchanged";
}

Watch watch(const Scope& scope, Run run, const Before& before, const WatchOptions& options) {
    std::unordered_map<std::string, const ScopeEntry*> entries;
    for (const ScopeEntry& entry : scope.included) entries.emplace(key_of(entry.repository), &entry);
    Watch out{.title = options.title, .run = run.at, .options = options};
    for (const Row& row : run.rows) {
        Watched watched = watched_of(row, before, options, run.at);
        const auto entry = entries.find(key_of(row.renamed_from.value_or(row.repository)));
        if (entry != entries.end()) watched.groups = entry->second->groups;
        out.rows.push_back(std::move(watched));
    }
    find_missing_checks(out.rows);
    out.gone = gone_from(scope, run, before);
    out.archived = std::move(run.archived);
    out.problems = std::move(run.problems);
    out.summary = summary_of(out.rows, nullptr);
    out.groups = groups_of(out.rows);
    return out;
}

}  // namespace ward::scorecard::monitor
