// What sources and the world say now: reports as they are where they came from, the newest version of each line.
#include <fmt/core.h>

#include "actions/release/run/intake.h"
#include "actions/release/run/intake_sources.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

Result<StepPlan> plan_sync(const StepInput& input) {
    StepPlan out = plan_of(*step_named("sync"), input);
    if (!needs_state(out, input, {State::open, State::ready, State::cve_assigned, State::announced, State::postponed},
                     "its reports are published"))
        return out;
    for (Report& report : out.after.reports) {
        auto again = report_again(report, input.doors, input.project, input.release);
        if (!again) {
            // Of one report; what cannot be asked at all is an error of the run.
            if (!is_of_one_report(again.error())) return std::unexpected(std::move(again).error());
            out.refused.push_back(fmt::format("report {}: {}", report.id, again.error().what));
            continue;
        }
        if (!*again) continue;
        if (disagrees_on_cves(report, **again))
            out.mismatches.push_back(fmt::format(
                "report {} has another CVE id where it comes from: one of them has to be rejected", report.id));
        refresh(report, **again);
    }
    for (Line& line : out.after.lines) {
        const std::string newest = newest_of_line(input.doors, line.name, input.now);
        if (!newest.empty() && line.state != LineState::shipped) line.base_version = newest;
    }
    put_in_order(out.after);
    WARD_TRY(out.after, release_from_json(to_json(out.after), "the record"));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(sync) = {
    .name = "sync", .summary = "bring reports and lines up to date with where they come from", .plan = plan_sync};

}  // namespace ward::release
