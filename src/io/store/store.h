// What ward remembers between runs, in one SQLite file: the reviews of each project, and how far the runs of its
// actions came.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::store {

// Reviews kept for one project; older ones are dropped when a new one is put.
constexpr int kept_reviews = 50;
// Runs kept for one project and action, likewise.
constexpr int kept_runs = 200;

struct StoredReview {
    std::string at;    // RFC 3339
    std::string json;  // ward-state/1
};

// One step of a run of an action: which thing came into which state.
struct RunStep {
    std::string run;          // names the run: "20261127T071500Z-1f3a"
    std::string item;         // what it is about: a dependency's id; empty: the run as a whole
    std::string state;        // the action's own words: "FETCHED"
    std::string at;           // RFC 3339
    std::string detail = {};  // JSON or text, the action's own

    bool operator==(const RunStep&) const = default;
};

// One thread at a time per object; several processes may use the file at once.
class Store {
  public:
    // Creates the file and its tables when missing. `damaged` where the file is no database of ours.
    static Result<Store> open(const std::string& path);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    // `project` is the id of ward.toml, or the canonical path.
    Result<void> put_review(std::string_view project, const StoredReview& review);
    // The newest review of a project, if there is one.
    Result<std::optional<StoredReview>> last_review(std::string_view project);

    // `action` is what made the run: "update". On disk when it returns: a step that was told is not forgotten by a
    // crash.
    Result<void> add_step(std::string_view project, std::string_view action, const RunStep& step);
    // In the order they were added.
    Result<std::vector<RunStep>> steps_of(std::string_view project, std::string_view action, std::string_view run);
    // Names of the runs, the newest first.
    Result<std::vector<std::string>> runs(std::string_view project, std::string_view action);

  private:
    struct Database;
    explicit Store(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

}  // namespace ward::store
