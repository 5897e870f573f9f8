// Which commits a commit has behind it.
#pragma once

#include <memory>
#include <span>
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

  private:
    Result<std::span<const ObjectId>> parents_of(const ObjectId& commit);

    const Repository& repository_;
    std::unordered_map<ObjectId, std::vector<ObjectId>> parents_;
    std::unordered_map<ObjectId, std::unique_ptr<Commits>> behind_;
};

}  // namespace ward::gitobjects
