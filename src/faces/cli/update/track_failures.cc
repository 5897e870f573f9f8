// See track_failures.h.
#include "faces/cli/update/track_failures.h"

#include "actions/track/failure_planner.h"
#include "faces/cli/tracker.h"

namespace ward::cli {

Result<void> check_failure_track(const Invocation& invocation) {
    const std::vector<std::string> outputs{invocation.value("output", "-")};
    return check_tracker(invocation, {}, outputs);
}

Result<int> track_failures(const Report& report, const std::vector<const update::Recipe*>& recipes,
                           const Invocation& invocation, int status) {
    if (!invocation.has("track")) return status;
    const bool is_taken = invocation.has("format") || invocation.has("json");
    WARD_TRY(const auto tracker, open_tracker(invocation, is_taken ? Telling::log : Telling::output));
    track::FailureIssueOptions options{.repository = tracker->repository,
                                       .scope = tracker->scope,
                                       .labels = invocation.values("track-label"),
                                       .assignees = invocation.values("track-assignee"),
                                       .trust = tracker->trust};
    for (const DependencyUpdate& update : report.updates)
        for (const update::Recipe* recipe : recipes)
            if (update.id.substr(0, update.id.find('@')) == recipe->id) options.notify[update.id] = recipe->notify;
    WARD_TRY(std::vector<net::Issue> issues, tracker->forge->issues());
    const engine::Plan plan = track::plan_failure_issues(report.updates, std::move(issues), options);
    WARD_TRY_VOID(show_plan(plan, *tracker, invocation));
    WARD_TRY(const engine::Execution execution, carry_out(plan, *tracker, invocation));
    return status_after(execution, status);
}

}  // namespace ward::cli
