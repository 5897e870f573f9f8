// The record as a person has changed it: what no source knows (ranges, impacts, who is thanked, fixed versions). It is
// given as a file, so that no text of it stands in arguments.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/completeness.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

constexpr std::string_view edit_words[] = {"file"};

// What other steps answer for.
void refuse_what_steps_do(StepPlan& plan, const Release& before) {
    const Release& after = plan.after;
    if (after.id != before.id) plan.refused.emplace_back("the id of a release stays");
    if (after.held != before.held)
        plan.refused.emplace_back("what is held back is not edited: ward release remove --not-secret lets it go");
    if (after.places != before.places) plan.refused.emplace_back("places are what steps made, and are not edited");
    if (after.lift_at != before.lift_at && before.state >= State::announced)
        plan.refused.emplace_back("the date was announced: ward release postpone moves it");
    if (after.embargo != before.embargo)
        plan.refused.emplace_back("the embargo is not edited: ward release break-embargo ends it");
    if (after.incident != before.incident)
        plan.refused.emplace_back("the incident is not edited (ward release incident)");
    // Checks of the tag stand before that word.
    for (const Line& line : after.lines) {
        const Line* old = before.line(line.name);
        const bool was_shipped = old != nullptr && old->state == LineState::shipped;
        if (was_shipped != (line.state == LineState::shipped))
            plan.refused.push_back(fmt::format("that {}.x is published, ward release ship says", line.name));
    }
    for (const Line& line : before.lines)
        if (line.state == LineState::shipped && after.line(line.name) == nullptr)
            plan.refused.push_back(fmt::format("{}.x is published: it stays", line.name));
    for (const Report& report : before.reports) {
        const Report* now = after.report(report.id);
        if (now != nullptr && now->cves != report.cves && !report.cves.empty())
            plan.refused.push_back(
                fmt::format("report {} has CVE ids that were given out: they are not edited", report.id));
        if (now == nullptr)
            plan.refused.push_back(fmt::format("report {} is missing (ward release remove)", report.id));
    }
}

Result<StepPlan> plan_edit(const StepInput& input) {
    StepPlan out = plan_of(*step_named("edit"), input);
    WARD_TRY(const std::string text, needed_word(input, "file"));
    WARD_TRY(out.after, release_from_json(text, "--file"));
    put_in_order(out.after);
    // How far it is, steps say; a complete record is ready.
    out.after.state = input.release.state;
    refuse_past(out, input);
    refuse_what_steps_do(out, input.release);
    for (const Report& report : out.after.reports)
        for (const std::string& cve : report.cves)
            if (const auto elsewhere = input.others.cves.find(cve); elsewhere != input.others.cves.end())
                out.refused.push_back(
                    fmt::format("report {} has a CVE id of release {}", report.id, elsewhere->second));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(edit) = {.name = "edit",
                           .summary = "replace the record by one that a person changed",
                           .words = edit_words,
                           .files = edit_words,
                           .plan = plan_edit};

}  // namespace ward::release
