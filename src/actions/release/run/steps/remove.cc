// Reports leave a release, for another one or for good.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/step_parts.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view remove_words[] = {"keep-cve", "not-secret", "reason"};

Result<StepPlan> plan_remove(const StepInput& input) {
    StepPlan out = plan_of(*step_named("remove"), input);
    if (input.arguments.empty()) return fail(ErrorCode::usage, "takes ids of reports");
    const bool not_secret = !word_of(input, "not-secret").empty();
    const auto is_report = [&](const std::string& id) { return input.release.report(id) != nullptr; };
    // What is held may be let go at any time.
    if (std::ranges::any_of(input.arguments, is_report) &&
        !needs_state(out, input, {State::open, State::ready, State::cve_assigned, State::announced, State::postponed},
                     "its reports are published"))
        return out;
    WARD_TRY_VOID(tell_log(out, input, "reason"));
    for (const std::string& id : input.arguments) {
        const Report* report = input.release.report(id);
        if (report == nullptr && not_secret &&
            std::erase_if(out.after.held, [&](const Report& held) { return held.id == id; }) > 0)
            continue;
        if (report == nullptr) {
            out.notes.push_back(fmt::format("report {} is not in it", display(id)));
            continue;
        }
        // An id that was given out does not come back: somebody has to say what becomes of it.
        if (!report->cves.empty() && word_of(input, "keep-cve").empty()) {
            out.refused.push_back(fmt::format(
                "report {} has a CVE id: reject it (ward release cve reject), or keep it with --keep-cve", id));
            continue;
        }
        if (!report->cves.empty())
            out.notes.push_back(
                fmt::format("report {} leaves with its CVE id: it has to be in another release, or "
                            "be rejected where it was given out",
                            id));
        // What no record has, no check of ward's knows.
        if (input.release.embargo == Embargo::coordinated && !not_secret) {
            out.notes.push_back(
                fmt::format("report {} stays secret until a release that has it is public (or: --not-secret)", id));
            out.after.held.push_back(*report);
        }
        std::erase_if(out.after.reports, [&](const Report& one) { return one.id == id; });
    }
    return out;
}

}  // namespace

WARD_RELEASE_STEP(remove) = {
    .name = "remove", .summary = "take reports out of the release", .words = remove_words, .plan = plan_remove};

}  // namespace ward::release
