// That there will be a release, when, of which lines, and how bad it is: post, banner, drafts of the mails.
#include "actions/release/run/step_parts.h"
#include "actions/release/run/taken_cves.h"

namespace ward::release {
namespace {

Result<StepPlan> plan_announce_pre(const StepInput& input) {
    StepPlan out = plan_of(*step_named("announce pre"), input);
    if (input.release.state == State::announced && !input.release.places.announcement.empty()) return out;
    if (!needs_state(out, input, {State::open, State::ready, State::cve_assigned}, "it is announced already"))
        return out;
    refuse_lacks(out, input.release, Lack::Before::announcement);
    WARD_TRY_VOID(refuse_taken(out, input));
    if (input.release.lift_at && *input.release.lift_at <= input.now)
        out.refused.emplace_back("its day is over (ward release date)");
    if (out.is_refused()) return out;
    out.after.state = State::announced;
    out.after.places.announcement = filled(input.project.post_url, {{"slug", out.after.slug}});
    WARD_TRY_VOID(plan_post(out, input, "blog-pre"));
    WARD_TRY_VOID(plan_banner(out, input));
    WARD_TRY_VOID(plan_drafts(out, input, {"mail-pre"}));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(announce_pre) = {.name = "announce pre",
                                   .summary = "announce the day of the release, and nothing of what it is about",
                                   .approval = "announce",
                                   .plan = plan_announce_pre};

}  // namespace ward::release
