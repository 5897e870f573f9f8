// How far runs came, by the store, and what they did to the tree taken back.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/run/run_parts.h"
#include "actions/update/run/staging.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"

namespace ward::update {

std::string plan_file(const std::string& folder, const std::string& run, const std::string& item) {
    return fmt::format("{}/{}/{}/plan.json", folder, run, item);
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
