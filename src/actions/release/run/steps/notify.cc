// Heads-up issues to the teams that have to be there on the day: one for each repository that the project names.
#include <fmt/core.h>

#include "actions/release/output/heads_up.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step.h"

namespace ward::release {
namespace {

engine::Effect issue_for(const HeadsUp& heads_up, const StepInput& input) {
    const IssueText issue = heads_up_issue(heads_up, input.project, input.release);
    engine::Effect effect{.kind = "issue.open", .target = heads_up.repository, .summary = {}, .content = {}};
    effect.content["title"] = issue.title;
    effect.content["name"] = heads_up.name;
    // The marker names the effect without its text, which says the date: a release that is moved keeps its issue.
    effect.content["marker"] = marker_line(
        {.kind = effect.kind, .target = heads_up.repository, .summary = {}, .content = {}}, input.release.id);
    effect.content["body"] = fmt::format("{}\n\n{}", effect.content["marker"], issue.body);
    effect.summary = fmt::format("open a heads-up issue in {}", heads_up.repository);
    effect.undo = effect_kind_named(effect.kind)->undo;
    return effect;
}

Result<StepPlan> plan_notify(const StepInput& input) {
    StepPlan out = plan_of(*step_named("notify"), input);
    if (input.release.state != State::announced && input.release.state != State::postponed) {
        out.waiting.emplace_back("the release is not announced yet (ward release announce pre)");
        return out;
    }
    if (!input.release.lift_at) {
        out.waiting.emplace_back("the release has no date (ward release date)");
        return out;
    }
    for (const HeadsUp& heads_up : input.project.heads_up)
        if (!input.release.places.issues.contains(heads_up.name))
            out.plan.effects.push_back(issue_for(heads_up, input));
    return out;
}

Result<void> absorb(Release& release, const engine::Effect& effect, const engine::Outcome& outcome) {
    WARD_TRY(const std::string name, content_of(effect, "name"));
    release.places.issues[name] = outcome.detail;
    return {};
}

}  // namespace

WARD_RELEASE_STEP(notify) = {.name = "notify",
                             .summary = "open heads-up issues for the teams that have to be there",
                             .approval = "announce",
                             .plan = plan_notify,
                             .absorb = absorb};

}  // namespace ward::release
