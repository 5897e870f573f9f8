// A release that was announced gets another day: the record, the post with a notice on top, the banner, the issues'
// titles and a comment in each, and the mail, in one plan.
#include <fmt/format.h>

#include "actions/release/output/heads_up.h"
#include "actions/release/output/post.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

constexpr std::string_view words[] = {"to", "time", "reason"};

Notice notice_of(const Release& release, const StepInput& input, const std::string& reason) {
    std::string text = fmt::format("The security releases are now planned for {}, or shortly after.",
                                   long_date(*release.lift_at, release.timezone));
    if (!reason.empty()) text += "\n\n" + reason;
    return {.at = format_instant(input.day), .title = "Security Release target", .text = std::move(text)};
}

// The title that an issue has and the one it is to have; one of another title is a person's.
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
        effect.undo = effect_kind_named(effect.kind)->undo;
        plan.plan.effects.push_back(std::move(effect));
    }
    return {};
}

Result<StepPlan> plan(const StepInput& input) {
    StepPlan out = plan_of(*step_named("postpone"), input);
    WARD_TRY(const std::string day, needed_word(input, "to"));
    if (!needs_state(out, input, {State::announced, State::postponed},
                     "it was not announced, or it is out (ward release date)"))
        return out;
    if (!input.release.lift_at) return fail(ErrorCode::usage, "the release has no date");
    Release& release = out.after;
    // The same time of day, where none is named.
    std::string time = word_of(input, "time");
    WARD_TRY(release.lift_at, instant_of_day(day, time, release.timezone, "--to"));
    if (time.empty()) {
        const Instant offset = *offset_of(release.timezone);
        *release.lift_at += (*input.release.lift_at + offset) % seconds_per_day;
    }
    if (*release.lift_at == *input.release.lift_at) return out;
    if (*release.lift_at < input.now) out.refused.emplace_back("that day is over");
    release.state = State::postponed;
    release.notices.insert(release.notices.begin(), notice_of(release, input, word_of(input, "reason")));
    put_in_order(release);
    // Its text is held to what a record may have.
    WARD_TRY(release, release_from_json(to_json(release), "the notice"));
    WARD_TRY_VOID(plan_post(out, input, "blog-pre"));
    WARD_TRY_VOID(plan_banner(out, input));
    WARD_TRY_VOID(plan_titles(out, input));
    WARD_TRY_VOID(plan_comments(out, input, fmt::format("moved to {}", format_instant(*release.lift_at)),
                                heads_up_moved(release), false));
    WARD_TRY_VOID(plan_drafts(out, input, {"mail-pre"}));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(postpone) = {.name = "postpone",
                               .summary = "move a release that was announced, and everything that says its date",
                               .approval = "postpone",
                               .words = words,
                               .plan = plan};

}  // namespace ward::release
