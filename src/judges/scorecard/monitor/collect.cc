// Rows for the repositories of a scope, from wherever they come.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "base/parallel.h"
#include "judges/scorecard/monitor/watch.h"

namespace ward::scorecard::monitor {
namespace {

// Scorecard's own words for its Maintained check.
bool says_archived(const Row& row) {
    return row.is_archived || std::ranges::any_of(row.checks, [](const CheckScore& check) {
               return check.name == "Maintained" && check.score == 0 && check.reason == "project is archived";
           });
}

}  // namespace

std::vector<Row> collect(const Scope& scope, const Fetch& fetch, Pace pace) {
    std::vector<Row> rows(scope.included.size());
    const auto one = [&](size_t i) {
        Row row = fetch(scope.included[i]);
        // A row without either would be a repository that nobody hears of again.
        if (!row.score && row.failure.empty()) row.failure = "no score, and no reason for it";
        rows[i] = std::move(row);
    };
    if (pace == Pace::parallel) parallel_for(rows.size(), one);
    else
        for (size_t i = 0; i < rows.size(); ++i) one(i);
    return rows;
}

Selected select_rows(const Scope& scope, Results results) {
    Selected out;
    if (scope.included.empty()) {
        std::unordered_set<std::string> excluded;
        for (const Repository& repository : scope.excluded) excluded.insert(key_of(repository));
        for (Row& row : results.rows) {
            if (excluded.contains(key_of(row.repository))) out.beyond.push_back(row.repository);
            else out.rows.push_back(std::move(row));
        }
        return out;
    }
    std::unordered_map<std::string, size_t> places;
    for (size_t i = 0; i < results.rows.size(); ++i) places.emplace(key_of(results.rows[i].repository), i);
    std::unordered_set<size_t> taken;
    for (const ScopeEntry& entry : scope.included) {
        const auto found = places.find(key_of(entry.repository));
        if (found == places.end()) {
            out.rows.push_back(failed_row(entry.repository, "the results have nothing about it"));
        } else {
            taken.insert(found->second);
            out.rows.push_back(std::move(results.rows[found->second]));
        }
    }
    for (size_t i = 0; i < results.rows.size(); ++i)
        if (!taken.contains(i)) out.beyond.push_back(results.rows[i].repository);
    return out;
}

std::vector<Repository> take_archived(std::vector<Row>& rows) {
    std::vector<Repository> out;
    for (const Row& row : rows)
        if (says_archived(row)) out.push_back(row.repository);
    std::erase_if(rows, says_archived);
    return out;
}

}  // namespace ward::scorecard::monitor
