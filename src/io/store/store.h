// What ward remembers between runs, in one SQLite file: the reviews of each project.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::store {

// Reviews kept for one project; older ones are dropped when a new one is put.
constexpr int kept_reviews = 50;

struct StoredReview {
    std::string at;    // RFC 3339
    std::string json;  // ward-state/1
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

  private:
    struct Database;
    explicit Store(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

}  // namespace ward::store
