// Every report is complete: the release goes on to its CVE ids.
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

Result<StepPlan> plan_ready(const StepInput& input) {
    StepPlan out = plan_of(*step_named("ready"), input);
    if (input.release.state != State::open) return out;
    refuse_lacks(out, input.release, Lack::Before::cve);
    out.after.state = State::ready;
    return out;
}

}  // namespace

WARD_RELEASE_STEP(ready) = {
    .name = "ready", .summary = "say that every report is complete, where it is so", .plan = plan_ready};

}  // namespace ward::release
