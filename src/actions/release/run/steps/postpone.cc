// A release that was announced gets another day: the record, the post with a notice on top, the banner, the issues'
// titles and a comment in each, and the mail, in one plan.
#include "actions/release/run/postponement.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

constexpr std::string_view postpone_words[] = {"to", "time", "reason"};

Result<StepPlan> plan_postpone(const StepInput& input) {
    StepPlan out = plan_of(*step_named("postpone"), input);
    WARD_TRY(const std::string day, needed_word(input, "to"));
    if (!needs_state(out, input, {State::announced, State::postponed},
                     "it was not announced, or it is out (ward release date)"))
        return out;
    if (!input.release.lift_at) return fail(ErrorCode::usage, "the release has no date");
    WARD_TRY(out.after.lift_at, moved_to(input, day));
    if (*out.after.lift_at == *input.release.lift_at) return out;
    refuse_past(out, input);
    WARD_TRY_VOID(plan_move(out, input, word_of(input, "reason")));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(postpone) = {.name = "postpone",
                               .summary = "move a release that was announced, and everything that says its date",
                               .approval = "postpone",
                               .words = postpone_words,
                               .plan = plan_postpone};

}  // namespace ward::release
