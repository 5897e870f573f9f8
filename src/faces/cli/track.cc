#include "faces/cli/track.h"

#include <algorithm>

#include "actions/track/planner.h"
#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/outputs.h"
#include "faces/cli/scan.h"
#include "faces/cli/tracker.h"

namespace ward::cli {
namespace {

constexpr size_t max_draft_bytes = 16u << 20;

// Options that mean nothing without --track.
constexpr std::string_view dependents[] = {"drafts", "track-limit", "branch"};

Result<size_t> limit_of(const Invocation& invocation) {
    const auto limit = to_number<size_t>(invocation.value("track-limit", "100"));
    if (!limit)
        return fail(ErrorCode::usage, "'" + display(invocation.value("track-limit")) + "' is not a number of issues",
                    "--track-limit");
    return *limit;
}

// What one tree is called where nothing else names it.
std::string branch_of(const Report& report, const Invocation& invocation) {
    if (invocation.has("branch")) return invocation.value("branch");
    const std::string ref = report.subject.ref.value_or("tree");
    constexpr std::string_view heads = "refs/heads/";
    return ref.starts_with(heads) ? ref.substr(heads.size()) : ref;
}

Result<track::Options> options_of_track(const Report& report, const Invocation& invocation, const Tracker& tracker) {
    track::Options options;
    options.repository = tracker.repository;
    options.scope = tracker.scope;
    for (const SubjectRef& ref : report.subject.refs) options.branches.insert(ref.name);
    if (options.branches.empty()) options.branches = {branch_of(report, invocation)};
    options.labels = invocation.values("track-label");
    options.assignees = invocation.values("track-assignee");
    options.trust = tracker.trust;
    WARD_TRY(options.most_new, limit_of(invocation));
    WARD_TRY(const review::Gate gate, review_gate_of(invocation));
    options.scopes = gate.scopes;
    return options;
}

// What a person has begun to fill in is not written over.
Result<void> write_drafts(const std::vector<track::Draft>& drafts, const Invocation& invocation,
                          const std::string& repository) {
    if (!invocation.has("drafts")) return {};
    const std::string path = invocation.value("drafts");
    const std::string text = track::drafts_toml(drafts, repository);
    if (path != "-") {
        const auto before = read_file(path, max_draft_bytes);
        if (before && *before == text) return {};
        if (before || before.error().code != ErrorCode::not_found)
            return fail(ErrorCode::usage, "is there already; move it away, or name another file", path);
    }
    return write_output(path, text);
}

}  // namespace

Result<void> check_track(const Invocation& invocation) {
    std::vector<std::string> paths;
    if (invocation.has("track")) {
        WARD_TRY([[maybe_unused]] const size_t limit, limit_of(invocation));
        WARD_TRY(const std::vector<Output> outputs, outputs_of(invocation));
        for (const Output& output : outputs) paths.push_back(output.path);
    }
    return check_tracker(invocation, dependents, paths);
}

Result<int> track(const Report& report, const Invocation& invocation, int status) {
    if (!invocation.has("track")) return status;
    // The table is for people, and so is the plan.
    WARD_TRY(const std::vector<Output> outputs, outputs_of(invocation));
    const bool is_taken = std::ranges::any_of(outputs, [](const Output& output) {
        return output.path == "-" && (output.format == nullptr || output.format->name != "table");
    });
    WARD_TRY(const auto tracker, open_tracker(invocation, is_taken ? Telling::log : Telling::output));
    WARD_TRY(const track::Options options, options_of_track(report, invocation, *tracker));
    const auto branches = [branch = branch_of(report, invocation)](const Finding&) { return std::vector{branch}; };
    WARD_TRY(std::vector<net::Issue> issues, tracker->forge->issues());
    WARD_TRY(const track::Planned planned, track::plan_issues(report, branches, std::move(issues), options));
    WARD_TRY_VOID(show_plan(planned.plan, *tracker, invocation));
    WARD_TRY_VOID(write_drafts(planned.drafts, invocation, tracker->repository));
    WARD_TRY(const engine::Execution execution, carry_out(planned.plan, *tracker, invocation));
    return status_after(execution, status);
}

}  // namespace ward::cli
