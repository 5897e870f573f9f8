// See run.h.
#include "actions/update/run/run.h"

#include <fcntl.h>
#include <sys/random.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "actions/update/derive/derive.h"
#include "actions/update/run/staging.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr size_t max_plan_bytes = 64u << 20;
constexpr std::string_view started_state = "STARTED";
constexpr std::string_view ended_state = "ENDED";
constexpr std::string_view taken_back_state = "TAKEN-BACK";

// "20261127T071500Z-1f3a5c": sorts by time.
Result<std::string> new_run_name(Instant now) {
    std::string random(3, '\0');
    if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
        return fail_errno("cannot get random bytes", "getrandom");
    std::string at = format_instant(now);
    std::erase_if(at, [](char c) { return c == '-' || c == ':'; });
    return fmt::format("{}-{}", at, hex(random));
}

std::string plan_file(const std::string& folder, const std::string& run, const std::string& item) {
    return fmt::format("{}/{}/{}/plan.json", folder, run, item);
}

std::string offer_file(const std::string& folder, const std::string& run, const std::string& item) {
    return fmt::format("{}/{}/{}/offer.json", folder, run, item);
}

ForgeDoors doors_of(const RunContext& context) {
    return {.git = context.git, .pulls = context.pulls, .credentials = context.credentials, .to = *context.propose};
}

Result<std::string> folder_of_runs(const RunContext& context) {
    return runs_folder(context.prepare.project->path(), context.git == nullptr ? "" : context.git->git_folder());
}

UpdateDriver driver_of(const RunContext& context) {
    UpdateDriver::Doors doors{.project = context.prepare.project, .git = context.git, .pulls = context.pulls};
    if (context.propose) doors.repository = context.propose->repository;
    doors.credentials = context.credentials;
    return UpdateDriver(std::move(doors));
}

// Folders of runs that have ended, but for the newest few.
Result<void> prune(const std::string& folder, const std::string& current) {
    std::vector<std::string> runs;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename();
        if (entry.is_directory(error) && name.contains("Z-") && name != current) runs.push_back(name);
    }
    std::ranges::sort(runs, std::greater<>());
    for (size_t i = kept_run_folders; i < runs.size(); ++i)
        WARD_TRY_VOID(remove_folder(fmt::format("{}/{}", folder, runs[i])));
    return {};
}

}  // namespace

Result<RunLock> lock_of(const RunContext& context, std::string_view verb) {
    const std::string& project = context.prepare.project->path();
    const std::string folder =
        context.git == nullptr ? project + "/.ward-update" : context.git->common_folder() + "/ward-update";
    return RunLock::take(folder, fmt::format("ward update {} in {} since {}", verb, project, format_instant(now())));
}

Result<UpdateRun> UpdateRun::begin(const RunContext& context, std::string run, const std::string& order) {
    WARD_TRY(const std::string folder, folder_of_runs(context));
    WARD_TRY(engine::Journal journal, engine::Journal::open(folder + "/journal"));
    const bool is_new = run.empty();
    if (is_new) {
        WARD_TRY(run, new_run_name(context.prepare.now));
        WARD_TRY_VOID(prune(folder, run));
    }
    if (context.git != nullptr) WARD_TRY_VOID(context.git->remove_leftovers());
    UpdateRun out(context, std::move(journal), folder, run);
    UpdateDriver driver = driver_of(context);
    WARD_TRY(out.settled_, engine::reconcile(out.journal_, driver));
    if (is_new)
        WARD_TRY_VOID(context.states->add_step(context.project_id, action_name,
                                               {.run = run,
                                                .item = {},
                                                .state = std::string(started_state),
                                                .at = format_instant(now()),
                                                .detail = order}));
    return out;
}

Result<void> UpdateRun::tell(const std::string& item, State state, const std::string& detail) {
    return context_->states->add_step(context_->project_id, action_name,
                                      {.run = name_,
                                       .item = item,
                                       .state = std::string(name_of(state)),
                                       .at = format_instant(now()),
                                       .detail = detail});
}

Result<void> UpdateRun::end() {
    return context_->states->add_step(
        context_->project_id, action_name,
        {.run = name_, .item = {}, .state = std::string(ended_state), .at = format_instant(now())});
}

Applied UpdateRun::apply(const Recipe& recipe) {
    Applied applied;
    PrepareContext context = context_->prepare;
    const auto told = context.told;
    context.told = [&](const Recipe& one, State state, const std::string& detail) {
        if (const auto stored = tell(one.id, state, detail); !stored && !untold_) untold_ = stored.error();
        if (told) told(one, state, detail);
    };
    applied.work = prepare(recipe, context);
    Work& work = applied.work;
    if (untold_ && !work.error) work.error = untold_;
    if (work.error || work.state != State::checked || context_->dry_run) return applied;
    if (const Result<void> done = carry_out(applied); !done) fail_in(applied, done.error());
    return applied;
}

void UpdateRun::fail_in(Applied& applied, const Error& error) {
    applied.work.failed_in = applied.work.state;
    applied.work.error = error;
    applied.work.state = State::failed;
    if (context_->prepare.told) context_->prepare.told(*applied.work.recipe, State::failed, error.message());
    // The error is told to the caller in any case; the row is for a later look.
    if (const auto told = tell(applied.work.recipe->id, State::failed, error.message()); !told)
        applied.work.notes.push_back("the failure could not be stored: " + told.error().message());
}

Applied UpdateRun::resume(const Recipe& recipe) {
    if (!is_regular_file(plan_file(folder_, name_, recipe.id))) return apply(recipe);
    Applied applied;
    applied.work.recipe = &recipe;
    applied.work.state = State::checked;
    if (const Result<void> done = carry_on(applied); !done) fail_in(applied, done.error());
    return applied;
}

Result<void> UpdateRun::carry_on(Applied& applied) {
    const std::string& id = applied.work.recipe->id;
    const std::string file = plan_file(folder_, name_, id);
    WARD_TRY(const std::string text, read_file(file, max_plan_bytes));
    WARD_TRY(const engine::Plan plan, engine::plan_from_json(text, file));
    WARD_TRY_VOID(execute(applied, plan));
    for (const engine::Effect& effect : plan.effects)
        if (const auto commit = effect.content.find("commit"); commit != effect.content.end())
            applied.commits.push_back(commit->second);
    applied.work.state = applied.commits.empty() ? State::swapped : State::committed;
    WARD_TRY_VOID(tell(id, applied.work.state, join(applied.commits, " ")));
    WARD_TRY(const auto lock, reader_of (*context_->prepare.project)(lock_name));
    if (lock) {
        WARD_TRY(applied.lock, parse_lock(*lock, lock_name));
    }
    const std::string offered = offer_file(folder_, name_, id);
    if (!context_->propose || !is_regular_file(offered)) return {};
    WARD_TRY(const std::string offer_text, read_file(offered, max_plan_bytes));
    WARD_TRY(const Offer offer, offer_from_json(offer_text, offered));
    applied.branch = offer.branch;
    applied.work.choice.chosen = Candidate{.version = offer.version};
    WARD_TRY(const BranchThere there, look_there(doors_of(*context_), id, offer.branch));
    WARD_TRY(const bool may, may_propose(applied, there, offer.version, offer.is_wanted));
    return may ? propose(applied, offer, there) : Result<void>();
}

Result<void> UpdateRun::carry_out(Applied& applied) {
    const Work& work = applied.work;
    const std::string run_folder = fmt::format("{}/{}/{}", folder_, name_, work.recipe->id);
    // Of an earlier attempt in this run; what it had put in its place is there, and will be found to be there.
    WARD_TRY_VOID(remove_folder(run_folder));
    PlanRequest request{.project = context_->prepare.project,
                        .run_folder = run_folder,
                        .git = context_->git,
                        .where = context_->where,
                        .lock = context_->prepare.lock,
                        .ward_version = context_->ward_version,
                        .now = context_->prepare.now};
    const bool is_wanted = !context_->prepare.wanted.empty();
    BranchThere there;
    if (context_->propose) {
        WARD_TRY(const std::string branch, fill(work.recipe->branch, words_of(work)));
        WARD_TRY(there, look_there(doors_of(*context_), work.recipe->id, branch));
        WARD_TRY(const bool may, may_propose(applied, there, work.new_version(), is_wanted));
        if (!may) return {};
        request.earlier = there.tip;
    }
    WARD_TRY(PlannedUpdate planned, plan_update(work, request));
    applied.commits = planned.commits;
    applied.branch = planned.branch;
    // Branches all begin at HEAD: what one of them says is not so for the next.
    if (context_->where != PlanRequest::Where::branch) applied.lock = planned.lock;
    Offer offer;
    const bool is_offered = context_->propose && !planned.commits.empty();
    if (is_offered) {
        WARD_TRY(offer, offer_of(work, is_wanted, planned.branch, planned.commits.back()));
        WARD_TRY_VOID(replace_file(offer_file(folder_, name_, work.recipe->id), to_json(offer)));
    }
    WARD_TRY_VOID(replace_file(plan_file(folder_, name_, work.recipe->id), engine::to_json(planned.plan)));
    WARD_TRY_VOID(execute(applied, planned.plan));
    applied.work.state = applied.commits.empty() ? State::swapped : State::committed;
    WARD_TRY_VOID(tell(work.recipe->id, applied.work.state, join(applied.commits, " ")));
    return is_offered ? propose(applied, offer, there) : Result<void>();
}

Result<void> UpdateRun::execute(Applied& applied, const engine::Plan& plan) {
    UpdateDriver driver = driver_of(*context_);
    const engine::Execution execution = engine::execute(plan, journal_, driver);
    std::ranges::copy(plan.effects, std::back_inserter(applied.plan.effects));
    std::ranges::copy(execution.outcomes, std::back_inserter(applied.outcomes));
    if (execution.stopped) return std::unexpected(*execution.stopped);
    for (const engine::Outcome& outcome : execution.outcomes)
        if (outcome.kind == engine::Outcome::Kind::changed || outcome.kind == engine::Outcome::Kind::failed)
            return fail(ErrorCode::conflict, outcome.detail, outcome.summary);
    return {};
}

Result<bool> UpdateRun::may_propose(Applied& applied, const BranchThere& there, const std::string& version,
                                    bool is_wanted) {
    Work& work = applied.work;
    const std::string reason = is_wanted ? "" : hold_of(there, doors_of(*context_), work.recipe->id, version);
    if (reason.empty()) return true;
    work.state = State::held;
    work.choice.standing = Standing::held;
    work.choice.reason = reason;
    WARD_TRY_VOID(tell(work.recipe->id, State::held, reason));
    return false;
}

Result<void> UpdateRun::propose(Applied& applied, const Offer& offer, const BranchThere& there) {
    const ForgeDoors doors = doors_of(*context_);
    WARD_TRY_VOID(execute(applied, push_plan(offer, there, doors)));
    WARD_TRY_VOID(execute(applied, pull_plan(offer, there, doors)));
    applied.pull = applied.outcomes.back().detail;
    const auto labelled = execute(applied, label_plan(offer, doors));
    // Where it may not be labelled it is a pull request still; where that is not known, the next run finds out.
    if (!labelled && (labelled.error().code == ErrorCode::network || labelled.error().code == ErrorCode::rate_limited))
        return std::unexpected(labelled.error());
    if (!labelled)
        applied.work.notes.push_back("the pull request is without its labels: " + labelled.error().message());
    applied.work.state = State::proposed;
    return tell(offer.id, State::proposed, applied.pull);
}

Result<RunStatus> status_of(store::Store& store, std::string_view project, std::string_view run) {
    WARD_TRY(const auto steps, store.steps_of(project, action_name, run));
    RunStatus out{.name = std::string(run), .started = {}, .order = {}, .ended = false, .items = {}};
    for (const store::RunStep& step : steps) {
        if (step.item.empty()) {
            if (step.state != started_state) out.ended = true;  // ended, or taken back
            else out.started = step.at, out.order = step.detail;
            continue;
        }
        const auto state = state_named(step.state);
        if (!state) continue;  // of a later ward
        const auto at = std::ranges::find(out.items, step.item, [](const auto& item) { return item.first; });
        if (at == out.items.end()) out.items.emplace_back(step.item, *state);
        else at->second = *state;
    }
    return out;
}

Result<std::optional<RunStatus>> unfinished_run(store::Store& store, std::string_view project) {
    WARD_TRY(const auto runs, store.runs(project, action_name));
    for (const std::string& run : runs) {
        WARD_TRY(RunStatus status, status_of(store, project, run));
        if (!status.ended) return std::optional(std::move(status));
    }
    return std::nullopt;
}

Result<bool> has_plans(const RunContext& context, const RunStatus& status) {
    WARD_TRY(const std::string folder, folder_of_runs(context));
    return std::ranges::any_of(
        status.items, [&](const auto& item) { return is_regular_file(plan_file(folder, status.name, item.first)); });
}

namespace {

Result<bool> is_committed(const engine::Plan& plan, UpdateDriver& driver) {
    for (const engine::Effect& effect : plan.effects) {
        if (effect.kind != effect_commit) continue;
        WARD_TRY(const engine::Sight sight, driver.look(effect, engine::Doubt::none));
        if (sight.standing == engine::Standing::present) return true;
    }
    return false;
}

}  // namespace

Result<TakenBack> take_back_run(const RunContext& context, const std::string& run, std::string_view only_item) {
    WARD_TRY(const std::string folder, folder_of_runs(context));
    WARD_TRY(engine::Journal journal, engine::Journal::open(folder + "/journal"));
    UpdateDriver driver = driver_of(context);
    WARD_TRY([[maybe_unused]] const auto settled, engine::reconcile(journal, driver));
    WARD_TRY(RunStatus status, status_of(*context.states, context.project_id, run));
    TakenBack out;
    std::ranges::reverse(status.items);
    for (const auto& [item, state] : status.items) {
        const std::string file = plan_file(folder, run, item);
        if ((!only_item.empty() && item != only_item) || !is_regular_file(file)) continue;
        WARD_TRY(const std::string text, read_file(file, max_plan_bytes));
        WARD_TRY(engine::Plan plan, engine::plan_from_json(text, file));
        WARD_TRY(const bool committed, is_committed(plan, driver));
        // A tree that is taken back behind a commit would differ from what git has: then the commit is to be reverted.
        if (committed) {
            out.left.push_back(fmt::format("{}: is committed; git revert takes it back", item));
            continue;
        }
        std::ranges::reverse(plan.effects);
        for (const engine::Effect& effect : plan.effects) {
            if (effect.kind != effect_exchange && effect.kind != effect_replace) continue;
            const auto done = take_back(*context.prepare.project, effect);
            if (done) out.done.push_back(effect.target);
            else out.left.push_back(done.error().message());
        }
    }
    if (only_item.empty())
        WARD_TRY_VOID(context.states->add_step(context.project_id, action_name,
                                               {.run = run,
                                                .item = {},
                                                .state = std::string(taken_back_state),
                                                .at = format_instant(now()),
                                                .detail = join(out.left, "; ")}));
    return out;
}

}  // namespace ward::update
