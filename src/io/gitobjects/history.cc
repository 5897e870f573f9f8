#include "io/gitobjects/history.h"

#include <utility>

#include <fmt/core.h>

namespace ward::gitobjects {

Result<const Commit*> History::commit(const ObjectId& id) {
    if (const auto found = commits_.find(id); found != commits_.end()) return &found->second;
    WARD_TRY(Commit read, repository_.commit(id));
    return &commits_.emplace(id, std::move(read)).first->second;
}

Result<const History::Commits*> History::behind(const ObjectId& tip) {
    if (const auto found = behind_.find(tip); found != behind_.end()) return found->second.get();
    auto commits = std::make_unique<Commits>();
    std::vector<ObjectId> stack{tip};
    commits->insert(tip);
    while (!stack.empty()) {
        const ObjectId here = stack.back();
        stack.pop_back();
        WARD_TRY(const Commit* read, commit(here));
        for (const ObjectId& parent : read->parents)
            if (commits->insert(parent).second) stack.push_back(parent);
        if (commits->size() > max_history_commits)
            return fail(ErrorCode::limit, fmt::format("has more than {} commits behind it", max_history_commits),
                        "commit " + tip.hex());
    }
    return behind_.emplace(tip, std::move(commits)).first->second.get();
}

}  // namespace ward::gitobjects
