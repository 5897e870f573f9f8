#include "io/gitobjects/history.h"

#include <utility>

#include <fmt/format.h>

namespace ward::gitobjects {

Result<std::span<const ObjectId>> History::parents_of(const ObjectId& commit) {
    const auto found = parents_.find(commit);
    if (found != parents_.end()) return std::span<const ObjectId>(found->second);
    WARD_TRY(Commit read, repository_.commit(commit));
    return std::span<const ObjectId>(parents_.emplace(commit, std::move(read.parents)).first->second);
}

Result<const History::Commits*> History::behind(const ObjectId& tip) {
    if (const auto found = behind_.find(tip); found != behind_.end()) return found->second.get();
    auto commits = std::make_unique<Commits>();
    std::vector<ObjectId> stack{tip};
    commits->insert(tip);
    while (!stack.empty()) {
        const ObjectId here = stack.back();
        stack.pop_back();
        WARD_TRY(const std::span<const ObjectId> parents, parents_of(here));
        for (const ObjectId& parent : parents)
            if (commits->insert(parent).second) stack.push_back(parent);
        if (commits->size() > max_history_commits)
            return fail(ErrorCode::limit, fmt::format("has more than {} commits behind it", max_history_commits),
                        "commit " + tip.hex());
    }
    return behind_.emplace(tip, std::move(commits)).first->second.get();
}

}  // namespace ward::gitobjects
