// A run over many dependencies: one after the other, each in states that are rows of the store, so that a run that was
// killed can go on (`resume`) or be taken back (`abort`, `undo`). One failing dependency never stops the others.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/executor.h"
#include "actions/update/run/effects.h"
#include "actions/update/run/plan_update.h"
#include "actions/update/run/prepare.h"
#include "actions/update/run/propose.h"
#include "actions/update/run/run_lock.h"
#include "io/store/store.h"

namespace ward::update {

inline constexpr std::string_view action_name = "update";
constexpr size_t kept_run_folders = 5;  // of runs that have ended; older ones can no longer be undone

struct RunContext {
    PrepareContext prepare;
    PlanRequest::Where where = PlanRequest::Where::tree;
    bool dry_run = false;             // nothing behind CHECKED
    std::optional<Proposal> propose;  // with Where::branch
    const GitWork* git = nullptr;
    net::Pulls* pulls = nullptr;
    GitCredentials credentials = {};
    store::Store* states = nullptr;
    std::string project_id;  // as the store names the project
    std::string ward_version;
};

struct Applied {
    Work work = {};
    engine::Plan plan = {};
    std::vector<engine::Outcome> outcomes = {};
    std::vector<std::string> commits = {};
    std::string branch = {};
    std::string pull = {};  // its URL, or "#12"
};

// Holds the journal, from the first look to the last effect. The caller holds the repository's lock (lock_of) before it
// looks at earlier runs.
class UpdateRun {
  public:
    // Settles what an earlier run left open before anything else. `run` names it; empty: a new one, which keeps `order`
    // (what was asked for, in the caller's words) for the day when it has to be resumed.
    static Result<UpdateRun> begin(const RunContext& context, std::string run, const std::string& order);

    const std::string& name() const { return name_; }
    // What was settled at the beginning.
    const std::vector<engine::Outcome>& settled() const { return settled_; }

    // One dependency, or the members of a group, in the order in which they take their places. A group is taken whole:
    // where a member fails or has to wait, the others are held. (A member that is pinned stays, and keeps nobody.)
    std::vector<Applied> apply(std::span<const Recipe* const> together);
    // The same in a run that was interrupted: a plan that was made is carried out as it was made, because its tree was
    // checked and is staged; what had no plan yet begins anew.
    std::vector<Applied> resume(std::span<const Recipe* const> together);
    Result<void> end();

  private:
    UpdateRun(const RunContext& context, engine::Journal journal, std::string folder, std::string name)
        : context_(&context), journal_(std::move(journal)), folder_(std::move(folder)), name_(std::move(name)) {
        if (context.prepare.lock != nullptr) lock_ = *context.prepare.lock;
    }
    Applied prepare_one(const Recipe& recipe);
    void hold_group(std::vector<Applied>& members);
    Result<void> carry_out(Applied& applied);
    Result<void> execute(Applied& applied, const engine::Plan& plan);
    // False where people have closed or merged this version's pull request: then it is held.
    Result<bool> may_propose(Applied& applied, const BranchThere& there, const std::string& version, bool is_wanted);
    Result<void> propose(Applied& applied, const Offer& offer, const BranchThere& there);
    Result<void> carry_on(Applied& applied);
    void fail_in(Applied& applied, const Error& error);
    Result<void> tell(const std::string& item, State state, const std::string& detail);

    const RunContext* context_;
    engine::Journal journal_;
    std::string folder_;  // of all runs
    std::string name_;
    LockFile lock_;  // the project's, as the run has left it so far
    std::vector<engine::Outcome> settled_;
    std::optional<Error> untold_;  // a state that could not be stored
};

// One run at a time, of all work trees of a repository: a `conflict` that names the other one. `verb`: "apply".
Result<RunLock> lock_of(const RunContext& context, std::string_view verb);

// How far a run came.
struct RunStatus {
    std::string name;
    std::string started;
    std::string order;  // as begin() was given it
    bool ended = false;
    std::vector<std::pair<std::string, State>> items;  // in the order they were begun; the last state of each
};
Result<RunStatus> status_of(store::Store& store, std::string_view project, std::string_view run);
// The newest run that has not ended; nothing where all have.
Result<std::optional<RunStatus>> unfinished_run(store::Store& store, std::string_view project);
// Has the run come to where it may have changed something? Then it is to be resumed or taken back before another one.
Result<bool> has_plans(const RunContext& context, const RunStatus& status);

// Takes back what a run did to the working tree, the last effect first, as far as nothing has changed since. Commits
// stay: they are git's to revert. Gives a line for each effect.
struct TakenBack {
    std::vector<std::string> done;
    std::vector<std::string> left;  // with the reason
};
Result<TakenBack> take_back_run(const RunContext& context, const std::string& run, std::string_view only_item = {});

}  // namespace ward::update
