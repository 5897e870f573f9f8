// What one run says about each repository: Scorecard's JSON v2, in every form in which peers write several of them into
// one file (an array, one object, a line each, objects one after the other), or the answer of the published API.
//
// A result that is broken is a row with its failure, or a problem where not even a name can be read; the others stand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "judges/scorecard/monitor/repository.h"

namespace ward::scorecard::monitor {

constexpr int inconclusive_score = -1;

struct CheckScore {
    std::string name;  // "Branch-Protection"
    int score = inconclusive_score;
    std::string reason = {};
    std::vector<std::string> details = {};  // "Warn: text: path:line: remedy"

    bool operator==(const CheckScore&) const = default;
};

struct Row {
    Repository repository = {};
    std::optional<double> score = {};  // 0 to 10; absent: see failure
    std::string failure = {};          // why there is no score
    std::string date = {};             // of the scoring, as written: a date or RFC 3339
    std::string commit = {};           // hexadecimal; empty: not told
    std::string tool_version = {};     // of the Scorecard program
    std::string tool_commit = {};
    std::string advisories = {};  // what names the advisories that were known; empty: not told
    std::vector<CheckScore> checks = {};
    std::optional<Repository> renamed_from = {};  // how the scope and the history name it
    bool is_archived = false;

    bool operator==(const Row&) const = default;
};

// A row without a score.
Row failed_row(const Repository& repository, std::string failure);

struct ResultProblem {
    std::string where;  // "results.json:12"
    std::string reason;

    bool operator==(const ResultProblem&) const = default;
};

struct Results {
    std::vector<Row> rows = {};
    std::vector<ResultProblem> problems = {};
};

// Any of the forms. Of several results for one repository the latest stands, and that is told.
Results parse_results(std::string_view text, std::string_view name);
// The same for those of another file, `name`.
void add_results(Results& results, Results more, std::string_view name);
// One JSON v2 object for a repository that is known. Where it names another one, the repository was renamed; where it
// names a folder (file://...), it was checked on this machine.
Row row_of_result(std::string_view text, std::string_view name, const Repository& asked);

// The published API: what to ask, and what an answer means. 404: nobody scored it.
std::string api_url(const Repository& repository);
Row row_of_api_answer(const Repository& asked, int status, std::string_view body);

constexpr size_t max_result_bytes = 64u << 20;  // of one repository
constexpr size_t max_results = 200'000;

}  // namespace ward::scorecard::monitor
