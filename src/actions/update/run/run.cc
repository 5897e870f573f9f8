// See run.h.
#include "actions/update/run/run.h"

#include <fcntl.h>
#include <sys/random.h>

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/run/run_parts.h"
#include "actions/update/run/staging.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"

namespace ward::update {
namespace {

// "20261127T071500Z-1f3a5c": sorts by time.
Result<std::string> new_run_name(Instant now) {
    std::string random(3, '\0');
    if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
        return fail_errno("cannot get random bytes", "getrandom");
    std::string at = format_instant(now);
    std::erase_if(at, [](char c) { return c == '-' || c == ':'; });
    return fmt::format("{}-{}", at, hex(random));
}

std::string offer_file(const std::string& folder, const std::string& run, const std::string& item) {
    return fmt::format("{}/{}/{}/offer.json", folder, run, item);
}

ForgeDoors doors_of(const RunContext& context) {
    return {.git = context.git, .pulls = context.pulls, .credentials = context.credentials, .to = *context.propose};
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

std::vector<Applied> UpdateRun::apply(std::span<const Recipe* const> together) {
    std::vector<Applied> all;
    for (const Recipe* recipe : together) all.push_back(prepare_one(*recipe));
    if (all.size() > 1) hold_group(all);
    if (context_->dry_run) return all;
    for (Applied& one : all) {
        if (one.work.error || one.work.state != State::checked) continue;
        if (const Result<void> done = carry_out(one); !done) fail_in(one, done.error());
    }
    return all;
}

Applied UpdateRun::prepare_one(const Recipe& recipe) {
    Applied applied;
    PrepareContext context = context_->prepare;
    context.lock = &lock_;
    const auto told = context.told;
    context.told = [&](const Recipe& one, State state, const std::string& detail) {
        if (const auto stored = tell(one.id, state, detail); !stored && !untold_) untold_ = stored.error();
        if (told) told(one, state, detail);
    };
    applied.work = prepare(recipe, context);
    if (untold_ && !applied.work.error) applied.work.error = untold_;
    return applied;
}

void UpdateRun::hold_group(std::vector<Applied>& members) {
    const auto keeps = std::ranges::find_if(members, [](const Applied& one) {
        return one.work.error || (one.work.state == State::held && one.work.recipe->selection.pin.empty());
    });
    if (keeps == members.end()) return;
    for (Applied& one : members) {
        if (one.work.error || one.work.state != State::checked) continue;
        one.work.state = State::held;
        one.work.choice.standing = Standing::held;
        one.work.choice.reason = fmt::format("waits for {} of the group '{}', which {}", keeps->work.recipe->id,
                                             one.work.recipe->group, keeps->work.error ? "failed" : "is held");
        if (context_->prepare.told) context_->prepare.told(*one.work.recipe, State::held, one.work.choice.reason);
        if (const auto told = tell(one.work.recipe->id, State::held, one.work.choice.reason); !told)
            one.work.error = told.error();
    }
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

std::vector<Applied> UpdateRun::resume(std::span<const Recipe* const> together) {
    const auto has_plan = [&](const Recipe* recipe) { return is_regular_file(plan_file(folder_, name_, recipe->id)); };
    if (std::ranges::none_of(together, has_plan)) return apply(together);
    std::vector<Applied> all;
    for (size_t i = 0; i < together.size(); ++i) {
        if (!has_plan(together[i])) {
            std::ranges::move(apply(together.subspan(i, 1)), std::back_inserter(all));
            continue;
        }
        Applied& applied = all.emplace_back();
        applied.work.recipe = together[i];
        applied.work.state = State::checked;
        if (const Result<void> done = carry_on(applied); !done) fail_in(applied, done.error());
    }
    return all;
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
    // What an earlier part of the run wrote is in the file, not in what this one was opened with.
    if (lock) {
        WARD_TRY(lock_, parse_lock(*lock, lock_name));
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
                        .lock = &lock_,
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
    if (context_->where != PlanRequest::Where::branch) lock_ = planned.lock;
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

}  // namespace ward::update
