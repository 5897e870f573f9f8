#include "actions/release/run/postponement.h"

#include <fmt/core.h>

#include "actions/release/output/heads_up.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

Notice notice_of(const Release& release, const StepInput& input, const std::string& reason) {
    std::string text = fmt::format("The security releases are now planned for {}, or shortly after.",
                                   long_date(*release.lift_at, release.timezone));
    if (!reason.empty()) text += "\n\n" + reason;
    return {.at = format_instant(input.day), .title = "Security Release target", .text = std::move(text)};
}

// The title that an issue has and the one it is to have; one of another title is a person's and stays.
Result<void> plan_titles(StepPlan& plan, const StepInput& input) {
    for (const HeadsUp& heads_up : input.project.heads_up) {
        const auto url = input.release.places.issues.find(heads_up.name);
        if (url == input.release.places.issues.end()) continue;
        const auto target = issue_target(url->second);
        if (!target) continue;
        const std::string before = heads_up_issue(heads_up, input.project, input.release).title;
        const std::string after = heads_up_issue(heads_up, input.project, plan.after).title;
        if (before == after) continue;
        engine::Effect effect{.kind = "issue.retitle",
                              .target = *target,
                              .summary = fmt::format("write the new date into the title of {}", *target),
                              .content = {{"title", after}},
                              .requires_state = {{"title", before}}};
        const EffectKind& kind = *effect_kind_named(effect.kind);
        effect.undo = kind.undo;
        WARD_TRY(const engine::Sight sight, kind.look(input.doors, effect, engine::Doubt::none));
        if (sight.standing == engine::Standing::missing) plan.plan.effects.push_back(std::move(effect));
        else if (sight.standing == engine::Standing::changed)
            plan.notes.push_back(fmt::format("somebody gave {} another title: it stays", *target));
    }
    return {};
}

}  // namespace

Result<Instant> moved_to(const StepInput& input, const std::string& day) {
    const Release& release = input.release;
    const std::string time = word_of(input, "time");
    WARD_TRY(Instant moved, instant_of_day(day, time, release.timezone, "--to"));
    if (time.empty() && release.lift_at) moved += (*release.lift_at + *offset_of(release.timezone)) % seconds_per_day;
    return moved;
}

Result<void> plan_move(StepPlan& plan, const StepInput& input, const std::string& reason) {
    Release& release = plan.after;
    release.state = State::postponed;
    release.notices.insert(release.notices.begin(), notice_of(release, input, reason));
    put_in_order(release);
    // Its text is held to what a record may have.
    WARD_TRY(release, release_from_json(to_json(release), "the notice"));
    WARD_TRY_VOID(plan_post(plan, input, "blog-pre"));
    WARD_TRY_VOID(plan_banner(plan, input));
    WARD_TRY_VOID(plan_titles(plan, input));
    // By the number of notices, so that a day which it has a second time is told a second time.
    WARD_TRY_VOID(plan_comments(
        plan, input, fmt::format("moved to {} ({})", format_instant(*release.lift_at), release.notices.size()),
        heads_up_moved(release), false));
    return plan_drafts(plan, input, {"mail-pre"});
}

}  // namespace ward::release
