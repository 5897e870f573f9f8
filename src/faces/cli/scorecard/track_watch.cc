#include "faces/cli/scorecard/track_watch.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/track/watch_planner.h"
#include "base/text.h"
#include "faces/cli/tracker.h"

namespace ward::cli {
namespace {

constexpr size_t max_title_bytes = 256;  // GitHub takes as many characters

}  // namespace

Result<void> check_watch_track(const Invocation& invocation, std::span<const std::string> places,
                               const std::string& title) {
    if (invocation.has("track")) {
        if (!invocation.has("database") && !invocation.has("history"))
            return fail(ErrorCode::usage, "needs --database or --history: what was before is known from there",
                        "--track");
        if (trim(title).empty() || title.size() > max_title_bytes || title != display(title))
            return fail(ErrorCode::usage, fmt::format("is a line of 1 to {} bytes", max_title_bytes),
                        invocation.has("issue-title") ? "--issue-title" : "--title");
    }
    return check_tracker(invocation, {}, places);
}

Result<Told> track_watch(const Invocation& invocation, const scorecard::monitor::Watch& watch,
                         std::span<const std::string> places, const std::string& title) {
    if (!invocation.has("track")) return Told::all;
    const bool is_taken = std::ranges::find(places, "-") != places.end();
    WARD_TRY(const auto tracker, open_tracker(invocation, is_taken ? Telling::log : Telling::output));
    const track::WatchIssueOptions options{.repository = tracker->repository,
                                           .scope = tracker->scope,
                                           .title = title,
                                           .labels = invocation.values("track-label"),
                                           .assignees = invocation.values("track-assignee"),
                                           .trust = tracker->trust};
    WARD_TRY(std::vector<net::Issue> issues, tracker->forge->issues());
    const engine::Plan plan = track::plan_watch_issue(watch, std::move(issues), options);
    WARD_TRY_VOID(show_plan(plan, *tracker, invocation));
    WARD_TRY(const engine::Execution execution, carry_out(plan, *tracker, invocation));
    Told told = Told::all;
    if (!invocation.has("apply")) told = Told::planned;
    else if (status_after(execution, 0) != 0) told = Told::left_out;
    if (told != Told::all) invocation.log.info("the database and the history stay as they were");
    return told;
}

}  // namespace ward::cli
