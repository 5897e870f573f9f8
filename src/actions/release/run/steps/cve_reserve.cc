// CVE ids of the group's own: one is reserved for each report that has none, and written at the report where that came
// from HackerOne.
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/run/cve_parts.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/intake_sources.h"
#include "actions/release/run/step_parts.h"
#include "actions/release/run/taken_cves.h"
#include "base/text.h"
#include "io/net/cve_services.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

// "2026" of the day of the release: an id's year is that of its publication or reservation.
std::string year_of(const StepInput& input) {
    return format_date(input.release.lift_at.value_or(input.now)).substr(0, 4);
}

// Ids that are reserved and not of this plan, a line each: what is new beside them is what this plan reserved.
Result<std::string> known_ids(const StepInput& input, const std::string& year) {
    WARD_TRY(net::CveServices * service, input.doors.needed_cve());
    WARD_TRY(const std::vector<net::CveId> ids, service->ids({.state = net::CveState::reserved, .year = year}));
    std::vector<std::string> known;
    known.reserve(ids.size());
    for (const net::CveId& id : ids) known.push_back(id.id);
    std::ranges::sort(known);
    return join(known, "\n");
}

// Reports for which an id was asked for at HackerOne, whoever asked and whether it is assigned yet.
Result<std::set<std::string>> asked_at_hackerone(const StepInput& input) {
    std::set<std::string> out;
    const auto is_open = [](const Report& report) { return report.source == "hackerone" && report.cves.empty(); };
    if (input.project.hackerone_program.empty() || std::ranges::none_of(input.release.reports, is_open)) return out;
    WARD_TRY(net::HackerOne * service, input.doors.needed_hackerone());
    WARD_TRY(const std::string program, program_of(*service, input.project));
    WARD_TRY(const std::vector<net::HackerOneCveRequest> requests, service->cve_requests(program));
    for (const net::HackerOneCveRequest& request : requests)
        if (!request.is_cancelled()) out.insert(request.report);
    return out;
}

// A report that has an id where it comes from, or will have one, is given no other: an id cannot be given back. Its
// source is asked or nothing is reserved.
Result<bool> has_id_at_source(StepPlan& plan, const StepInput& input, const Report& report,
                              const std::set<std::string>& asked) {
    if (report.source == "hackerone" && asked.contains(report.id)) {
        plan.refused.push_back(fmt::format(
            "a CVE id was asked for at HackerOne for report {} already (ward release cve request)", report.id));
        return true;
    }
    WARD_TRY(const auto there, report_again(report, input.doors, input.project, input.release));
    if (!there || there->cves.empty()) return false;
    plan.refused.push_back(fmt::format("report {} has a CVE id at {} already (ward release sync)", report.id,
                                       report.source == "hackerone" ? "HackerOne" : "GitHub"));
    return true;
}

// Where the source does not say the id that the record has.
Result<void> plan_links(StepPlan& plan, const StepInput& input) {
    if (input.doors.hackerone == nullptr) return {};
    for (const Report& report : input.release.reports) {
        if (report.source != "hackerone" || report.cves.empty()) continue;
        engine::Effect effect{.kind = "hackerone.link",
                              .target = report.id,
                              .summary = fmt::format("write the CVE id of report {} at HackerOne", report.id),
                              .content = {{"cves", join(report.cves, "\n")}}};
        effect.undo = effect_kind_named(effect.kind)->undo;
        WARD_TRY(const engine::Sight sight,
                 effect_kind_named(effect.kind)->look(input.doors, effect, engine::Doubt::none));
        if (sight.standing == engine::Standing::changed)
            plan.mismatches.push_back(fmt::format("report {}: {}", report.id, sight.detail));
        if (sight.standing == engine::Standing::missing) plan.plan.effects.push_back(std::move(effect));
    }
    return {};
}

Result<StepPlan> plan_cve_reserve(const StepInput& input) {
    StepPlan out = plan_of(*step_named("cve reserve"), input);
    refuse_lacks(out, input.release, Lack::Before::cve);
    WARD_TRY_VOID(refuse_taken(out, input));
    if (out.is_refused()) return out;
    WARD_TRY(const std::set<std::string> asked, asked_at_hackerone(input));
    const std::string year = year_of(input);
    std::string known;
    bool is_asked = false;
    for (const Report& report : input.release.reports) {
        if (!report.cves.empty()) continue;
        WARD_TRY(const bool has_id, has_id_at_source(out, input, report, asked));
        if (has_id) continue;
        if (!is_asked) {
            WARD_TRY(known, known_ids(input, year));
            is_asked = true;
        }
        engine::Effect effect{.kind = "cve.reserve",
                              .target = report.id,
                              .summary = fmt::format("reserve a CVE id for report {}", report.id),
                              .content = {{"year", year}},
                              .requires_state = {{"known", known}}};
        effect.undo = effect_kind_named(effect.kind)->undo;
        out.plan.effects.push_back(std::move(effect));
    }
    if (is_asked) {
        WARD_TRY(const net::CveQuota quota, input.doors.cve->quota());
        if (quota.available < static_cast<int64_t>(out.plan.effects.size()))
            out.refused.push_back(
                fmt::format("the quota leaves {} ids, and {} are needed", quota.available, out.plan.effects.size()));
        return out;
    }
    WARD_TRY_VOID(plan_links(out, input));
    if (out.plan.effects.empty() && !out.is_refused() && input.release.state < State::cve_assigned &&
        !input.release.reports.empty())
        out.after.state = State::cve_assigned;
    return out;
}

}  // namespace

WARD_RELEASE_STEP(cve_reserve) = {.name = "cve reserve",
                                  .summary = "reserve CVE ids at CVE Services for reports that have none",
                                  .approval = "cve-reserve",
                                  .plan = plan_cve_reserve,
                                  .absorb = absorb_cve};

}  // namespace ward::release
