// CVE ids that are given up: of a report that is none, or given out twice. Where a report's source names such an id, it
// is taken away there, or the next look at the source would bring it back.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/cve_parts.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"
#include "formats/cve_id.h"
#include "io/net/cve_services.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

constexpr std::string_view cve_reject_words[] = {"reason"};

Result<void> plan_one(StepPlan& plan, const StepInput& input, net::CveServices& service, const std::string& cve,
                      const std::string& reason) {
    WARD_TRY(const net::CveId id, service.id(cve));
    // An id that was reserved for nothing is anybody's to give up; a record that is public is its release's.
    if (id.state == net::CveState::published && !std::ranges::binary_search(cves_of(input.release), cve)) {
        plan.refused.push_back(fmt::format("{} is published, and not of this release", cve));
        return {};
    }
    for (Report& report : plan.after.reports) std::erase(report.cves, cve);
    if (id.state == net::CveState::rejected) return {};
    plan.plan.effects.push_back({.kind = "cve.reject",
                                 .target = cve,
                                 .summary = fmt::format("reject {}", cve),
                                 .content = {{"reason", reason}}});
    return {};
}

Result<void> plan_links(StepPlan& plan, const StepInput& input) {
    const auto is_hackerones = [](const Report& report) { return report.source == "hackerone"; };
    if (input.doors.hackerone == nullptr) {
        if (std::ranges::any_of(plan.after.reports, is_hackerones))
            plan.notes.emplace_back(
                "HackerOne is not asked (no credentials): an id that stands there is to be taken away by hand");
        return {};
    }
    for (const Report& report : plan.after.reports) {
        if (!is_hackerones(report)) continue;
        WARD_TRY(const net::HackerOneReport there, input.doors.hackerone->report(report.id));
        std::vector<std::string> kept = there.cves;
        std::erase_if(kept, [&](const std::string& cve) {
            return std::ranges::find(input.arguments, cve) != input.arguments.end();
        });
        if (kept.size() == there.cves.size()) continue;
        engine::Effect effect{.kind = "hackerone.link",
                              .target = report.id,
                              .summary = fmt::format("take the rejected id of report {} away at HackerOne", report.id),
                              .content = {{"cves", join(kept, "\n")}, {"dropped", join(input.arguments, "\n")}}};
        effect.undo = effect_kind_named(effect.kind)->undo;
        plan.plan.effects.push_back(std::move(effect));
    }
    return {};
}

Result<StepPlan> plan_cve_reject(const StepInput& input) {
    StepPlan out = plan_of(*step_named("cve reject"), input);
    if (input.arguments.empty()) return fail(ErrorCode::usage, "takes CVE ids");
    WARD_TRY(const std::string reason, needed_word(input, "reason"));
    // It is published with the id, and stands in the log.
    WARD_TRY_VOID(tell_log(out, input, "reason"));
    WARD_TRY(net::CveServices * service, input.doors.needed_cve());
    for (const std::string& cve : input.arguments) {
        if (!is_cve_id(cve)) return fail(ErrorCode::usage, "takes CVE ids, and one of the words is none");
        if (const auto elsewhere = input.others.cves.find(cve); elsewhere != input.others.cves.end()) {
            out.refused.push_back(fmt::format("{} is of release {}", cve, elsewhere->second));
            continue;
        }
        WARD_TRY_VOID(plan_one(out, input, *service, cve, reason));
    }
    WARD_TRY_VOID(plan_links(out, input));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(cve_reject) = {.name = "cve reject",
                                 .summary = "give up CVE ids, for good",
                                 .approval = "cve-reject",
                                 .words = cve_reject_words,
                                 .plan = plan_cve_reject};

}  // namespace ward::release
