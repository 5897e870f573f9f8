// Reports and updates of dependencies are taken into a release.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/intake.h"
#include "actions/release/run/intake_sources.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view add_words[] = {"file", "dependencies", "line"};
constexpr std::string_view files[] = {"file", "dependencies"};

// A report that is there already stays as it is: `sync` brings it up to date.
bool is_there(StepPlan& plan, const std::string& id) {
    if (plan.after.report(id) == nullptr) return false;
    plan.notes.push_back(fmt::format("report {} is in it already (ward release sync)", id));
    return true;
}

void take(StepPlan& plan, const StepInput& input, Report report) {
    if (is_there(plan, report.id)) return;
    if (!is_free(plan, input, report)) return;
    std::erase_if(plan.after.held, [&](const Report& held) { return held.id == report.id; });
    add_report(plan.after, std::move(report));
}

// An update of the same dependency on the same line is replaced: the newest one ships.
void take(StepPlan& plan, Dependency dependency) {
    for (Dependency& there : plan.after.dependencies) {
        if (there.name != dependency.name || there.line != dependency.line) continue;
        if (dependency.pull.empty()) dependency.pull = there.pull;
        there = std::move(dependency);
        return;
    }
    plan.after.dependencies.push_back(std::move(dependency));
}

Result<StepPlan> plan_add(const StepInput& input) {
    StepPlan out = plan_of(*step_named("add"), input);
    const std::string file = word_of(input, "file");
    const std::string dependencies = word_of(input, "dependencies");
    if (input.arguments.empty() && file.empty() && dependencies.empty())
        return fail(ErrorCode::usage, "takes ids of reports, --file or --dependencies");
    if (!needs_state(out, input, {State::open, State::ready, State::cve_assigned, State::announced, State::postponed},
                     "nothing can be added any more"))
        return out;
    for (const std::string& id : input.arguments) {
        if (is_there(out, id)) continue;
        // One that comes back is as it was when it left.
        if (const auto held = std::ranges::find(input.release.held, id, &Report::id);
            held != input.release.held.end()) {
            take(out, input, *held);
            continue;
        }
        WARD_TRY(Report report, report_named(id, input.doors, input.project, input.release));
        take(out, input, std::move(report));
    }
    if (!file.empty()) {
        WARD_TRY(std::vector<Report> reports, reports_of_text(file, "--file", input.release));
        for (Report& report : reports) take(out, input, std::move(report));
    }
    if (!dependencies.empty()) {
        const std::string word = word_of(input, "line");
        const auto line = line_named(word);
        if (!word.empty() && !line) return fail(ErrorCode::usage, "is no release line", "--line");
        WARD_TRY(DependencyList found,
                 dependencies_of_text(dependencies, "--dependencies", line.value_or(std::string())));
        for (Dependency& one : found.all) {
            if (input.release.line(one.line) != nullptr) take(out, std::move(one));
            else
                found.left_out.push_back(
                    fmt::format("{} on {}.x: is no line of the release", display(one.name), display(one.line)));
        }
        for (const std::string& note : found.left_out) out.notes.push_back("left out: " + note);
    }
    // A release that was complete may not be so any more.
    if (out.changes(input.release) && (out.after.state == State::ready || out.after.state == State::cve_assigned))
        out.after.state = State::open;
    put_in_order(out.after);
    WARD_TRY(out.after, release_from_json(to_json(out.after), "the record"));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(add) = {.name = "add",
                          .summary = "take reports and updates of dependencies into the release",
                          .words = add_words,
                          .files = files,
                          .plan = plan_add};

}  // namespace ward::release
