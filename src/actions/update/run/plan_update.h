// From a checked tree to a plan of effects (actions/engine): the tree beside its place, the lock file, the commits.
// Writes only into the run's own folder and, where there are commits, objects into the repository; nobody sees either
// until the plan is carried out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/plan.h"
#include "actions/update/recipe/lock_file.h"
#include "actions/update/run/effects.h"
#include "actions/update/run/git_work.h"
#include "actions/update/run/prepare.h"
#include "base/root.h"

namespace ward::update {

inline constexpr std::string_view lock_name = "ward.update.lock";

struct PlanRequest {
    const Root* project = nullptr;
    std::string run_folder;  // absolute; of this dependency in this run, fresh
    const GitWork* git = nullptr;
    enum class Where : uint8_t {
        tree,    // the working tree alone
        head,    // the working tree, and commits on the branch that is checked out
        branch,  // commits on a branch of their own; the working tree stays as it is
    } where = Where::tree;
    const LockFile* lock = nullptr;  // as it is; null: the project keeps none
    std::string ward_version;
    Instant now = 0;
    // Where::branch: a commit of ward's that is known here and has the same task, as the remote's branch has it. Where
    // nothing is new since, it is made again, to the byte, and there is nothing to push.
    std::optional<std::string> earlier = {};
};

struct PlannedUpdate {
    engine::Plan plan;
    LockFile lock;                     // as it will be
    std::vector<std::string> commits;  // in order
    std::string branch;                // Where::branch: its name; empty otherwise
    std::string message;               // of the first commit
};

// An error where a path of the plan has changes that are not committed (Where::head and Where::branch), or is not what
// HEAD has.
Result<PlannedUpdate> plan_update(const Work& work, const PlanRequest& request);

// What the lock file will say of it.
LockedDependency locked_of(const Work& work, const LockedDependency* before, std::string_view ward_version,
                           Instant now);

// Words that a recipe's texts may have: id, old, new, tag, commit, subsystem.
std::map<std::string, std::string> words_of(const Work& work);
// The first commit's message: the recipe's line, what it closes, and the trailers.
Result<std::string> message_of(const Work& work, std::string_view line);
// The part of a pull request's body that is ward's: Markdown.
std::string pull_body_of(const Work& work);

}  // namespace ward::update
