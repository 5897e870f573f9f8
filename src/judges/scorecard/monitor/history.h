// ward's own memory of many repositories: per check and per finding, as `ward-scorecard-history/1`
// (docs/formats/scorecard-history.md). One JSON object a line, the oldest first; lines are added and never changed.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "judges/scorecard/monitor/results.h"

namespace ward::scorecard::monitor {

// What a run said about one repository. The checks' details are their findings ("Warn: ..."), no others.
struct Observation {
    std::string run;  // RFC 3339
    Row row;

    bool operator==(const Observation&) const = default;
};

class History {
  public:
    History() = default;

    // A blank text is an empty history. A last line without its end was being written when something else than ward
    // was interrupted: it is dropped and told in problems(). Any other line that cannot be read is an error.
    static Result<History> parse(std::string text, std::string_view name);
    static Result<History> load(const std::string& path);  // a missing file is an empty history

    // Adds what is new: a row that says what the repository's last one said adds nothing. How many were added?
    size_t append(Instant run, const std::vector<Row>& rows);

    // Oldest first. A repository that was renamed has what was told of it under its old names, too.
    std::vector<const Observation*> of(const Repository& repository) const;
    // The last one with a score, or nullptr.
    const Observation* last_scored(const Repository& repository) const;
    // Every repository's present name, in order of first appearance.
    std::vector<Repository> repositories() const;

    const std::vector<std::string>& problems() const { return problems_; }
    const std::string& text() const { return text_; }
    // Written beside and renamed. A `conflict` where the file is not what was loaded: another run has added to it.
    Result<void> save(const std::string& path);

  private:
    Result<void> read_line(std::string_view line, std::string_view name, int number);
    void add(Observation observation);

    std::string text_;
    std::string loaded_;  // what the file held
    std::vector<Observation> observations_;
    std::vector<std::string> problems_;
    std::unordered_map<std::string, std::vector<size_t>> places_;  // by key of the present name
    std::vector<std::string> order_;                               // keys, by first appearance
    std::unordered_map<std::string, Repository> names_;
};

constexpr std::string_view history_schema = "ward-scorecard-history/1";
constexpr size_t max_history_bytes = 1u << 30;
constexpr size_t max_history_line = 16u << 20;

}  // namespace ward::scorecard::monitor
