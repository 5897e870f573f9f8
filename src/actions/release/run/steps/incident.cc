// Incident mode: the record says so, the group's folder has who does what, and the release gets another day. `over`
// ends it with the post-mortem that the log begins.
#include "actions/release/run/incident.h"

#include <fmt/core.h>

#include "actions/release/approve/timeline.h"
#include "actions/release/run/postponement.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

constexpr std::string_view incident_words[] = {"to", "time", "reason"};
constexpr std::string_view over = "over";

std::string usage_words() {
    std::string names;
    for (const IncidentType& type : incident_types()) names += fmt::format("{}, ", type.name);
    return fmt::format("takes one word: {}or {}", names, over);
}

// What people tick and write into is theirs from then on.
void keep_once(StepPlan& plan, const StepInput& input, const std::string& name, std::string content) {
    if (!input.kept || input.kept("outputs/" + name).empty())
        keep_output(plan, name, std::move(content), GroupFile::Use::group_alone);
}

Result<void> move(StepPlan& plan, const StepInput& input) {
    const std::string day = word_of(input, "to");
    if (day.empty()) {
        if (!word_of(input, "time").empty()) return fail(ErrorCode::usage, "--time is of a day: --to is needed");
        return {};
    }
    WARD_TRY(const Instant moved, moved_to(input, day));
    if (input.release.lift_at == moved) return {};
    if (input.release.state >= State::shipped) {
        plan.refused.emplace_back("every line is out: there is no day to move");
        return {};
    }
    plan.after.lift_at = moved;
    refuse_past(plan, input);
    const bool day_is_public = input.release.state >= State::announced && input.release.lift_at;
    return day_is_public ? plan_move(plan, input, {}) : Result<void>();
}

void end(StepPlan& plan, const StepInput& input) {
    if (input.release.incident.empty()) return;
    plan.after.incident.clear();
    if (input.kept)
        keep_once(
            plan, input, fmt::format("incident-{}-post-mortem.md", input.release.incident),
            timeline_of(verify_log(input.kept("log.jsonl")), {.embargoed = input.release.is_embargoed(input.now)}));
}

Result<StepPlan> plan_incident(const StepInput& input) {
    StepPlan out = plan_of(*step_named("incident"), input);
    if (input.arguments.size() != 1) return fail(ErrorCode::usage, usage_words());
    WARD_TRY_VOID(tell_log(out, input, "reason"));
    if (input.arguments.front() == over) {
        end(out, input);
        return out;
    }
    const IncidentType* type = incident_type_named(input.arguments.front());
    if (type == nullptr) return fail(ErrorCode::usage, usage_words());
    if (input.release.state == State::closed) {
        out.refused.emplace_back("the release is closed: ward release start begins another one");
        return out;
    }
    out.after.incident = type->name;
    WARD_TRY_VOID(move(out, input));
    const std::string base = fmt::format("incident-{}", type->name);
    keep_once(out, input, base + ".md", incident_checklist(*type, out.after));
    keep_output(out, base + "-mail.txt", incident_mail(*type, out.after));
    keep_output(out, base + "-notice.txt", incident_notice(*type, out.after, input.project));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(incident) = {.name = "incident",
                               .summary = "a release does not go as planned: who does what, and its new day",
                               .words = incident_words,
                               .plan = plan_incident};

}  // namespace ward::release
