// scorecard-monitor's database.json, read and written so that either program can go on with the other's file:
//   {"github.com": {ORG: {REPOSITORY: {"previous": [{score, date, commit}...], "current": {score, date, commit}}}}}
// A record is added only when the aggregate score differs from the current one; so `date` is when the score changed,
// not when it was last looked at. Dates are dates (before 2025) or RFC 3339. Several hosts may stand side by side.
// Fields that ward does not know are kept where they are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "formats/document.h"
#include "judges/scorecard/monitor/repository.h"

namespace ward::scorecard::monitor {

struct Record {
    double score = 0;
    std::string date;
    std::string commit = {};  // empty: not told

    bool operator==(const Record&) const = default;
};

class Database {
  public:
    // Fresh: {"github.com": {}}.
    Database();

    // A blank text, `{}` and an object that names no host give a fresh database. Anything else that is not of the form
    // is an error with its line: a database is a project's memory and is never begun anew because of a slip in it.
    static Result<Database> parse(std::string_view text, std::string_view name);
    // A missing file is a fresh database.
    static Result<Database> load(const std::string& path);

    std::vector<Repository> repositories() const;  // in the file's order
    std::optional<Record> current(const Repository& repository) const;
    std::vector<Record> records(const Repository& repository) const;  // oldest first, `current` last

    // Makes `record` the current one if its score differs, or if there is none. Was it?
    bool record(const Repository& repository, const Record& record);
    // The records of `from` go on as `to`'s, unless `to` has records already. Were they moved?
    bool rename(const Repository& from, const Repository& to);

    std::string text() const;
    // Nobody ever sees half of it.
    Result<void> save(const std::string& path) const;

  private:
    struct Place {
        size_t host = 0;
        size_t owner = 0;
        size_t name = 0;
    };
    std::optional<Place> place_of(const Repository& repository) const;
    const Node& at(Place place) const;
    Node& at(Place place);
    void reindex();
    void add_to_index(const std::string& text, Place place);

    Node root_;
    std::unordered_map<std::string, Place> exact_;
    std::unordered_map<std::string, Place> folded_;  // by key_of: the first of those that differ by case only
};

constexpr size_t max_database_bytes = 256u << 20;

}  // namespace ward::scorecard::monitor
