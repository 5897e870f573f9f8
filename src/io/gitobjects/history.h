// Which commits a commit has behind it.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "io/gitobjects/repository.h"

namespace ward::gitobjects {

constexpr size_t max_history_commits = 5'000'000;

// The commit-graph file is not used: it only says sooner what the commits say.
class History {
  public:
    // `repository` must outlive it.
    explicit History(const Repository& repository) : repository_(repository) {}

    using Commits = std::unordered_set<ObjectId>;
    // `tip` and all its ancestors. `not_found` where one of them is not in the repository (a shallow or partial clone):
    // whatever is asked of an incomplete history has no answer. The set lives as long as this object.
    Result<const Commits*> behind(const ObjectId& tip);
    // The commit itself; lives as long as this object.
    Result<const Commit*> commit(const ObjectId& id);

  private:
    const Repository& repository_;
    std::unordered_map<ObjectId, Commit> commits_;
    std::unordered_map<ObjectId, std::unique_ptr<Commits>> behind_;
};

}  // namespace ward::gitobjects
