// The embargo ends before its time: reports may be public from then on. Approved by as many as the group's list says,
// and with a reason that the log keeps.
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

constexpr std::string_view break_embargo_words[] = {"reason"};

Result<StepPlan> plan_break_embargo(const StepInput& input) {
    StepPlan out = plan_of(*step_named("break-embargo"), input);
    if (!input.release.is_embargoed(input.now)) return out;
    WARD_TRY([[maybe_unused]] const std::string reason, needed_word(input, "reason"));
    WARD_TRY_VOID(tell_log(out, input, "reason"));
    if (input.release.incident.empty())
        out.refused.emplace_back("an embargo is broken in incident mode alone (ward release incident TYPE)");
    out.after.embargo = Embargo::none;
    return out;
}

}  // namespace

WARD_RELEASE_STEP(break_embargo) = {.name = "break-embargo",
                                    .summary = "end the embargo before its time",
                                    .approval = "break-embargo",
                                    .words = break_embargo_words,
                                    .no_return = "texts of the reports may be public from then on",
                                    .plan = plan_break_embargo};

}  // namespace ward::release
