// The release is out: the post tells what it was about, the banner says so, the issues are closed.
#include <fmt/core.h>

#include "actions/release/output/heads_up.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

Result<StepPlan> plan_announce_post(const StepInput& input) {
    StepPlan out = plan_of(*step_named("announce post"), input);
    if (input.release.state >= State::disclosed) return out;
    if (!needs_state(out, input, {State::shipped}, "every line has to be published first (ward release ship)"))
        return out;
    if (input.release.is_embargoed(input.now)) {
        out.breaches.push_back(input.release.lift_at
                                   ? fmt::format("it is embargoed until {}", format_instant(*input.release.lift_at))
                                   : "it is embargoed, and has no date");
        return out;
    }
    refuse_lacks(out, input.release, Lack::Before::publication);
    if (out.is_refused()) return out;
    WARD_TRY_VOID(prove_plan(out, input));
    out.after.state = State::disclosed;
    WARD_TRY_VOID(plan_post(out, input, "blog-post"));
    WARD_TRY_VOID(plan_banner(out, input));
    WARD_TRY_VOID(plan_comments(out, input, "out", heads_up_closing(input.project, out.after), true));
    WARD_TRY_VOID(plan_drafts(out, input, {"mail-post", "mail-forward", "social"}));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(announce_post) = {.name = "announce post",
                                    .summary = "publish what the release was about, when every line is out",
                                    .approval = "disclose",
                                    .plan = plan_announce_post};

}  // namespace ward::release
