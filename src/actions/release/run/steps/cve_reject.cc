// CVE ids that are given up: of a report that is none, or given out twice.
#include <algorithm>

#include <fmt/format.h>

#include "actions/release/run/step_parts.h"
#include "formats/cve_id.h"
#include "io/net/cve_services.h"

namespace ward::release {
namespace {

constexpr std::string_view words[] = {"reason"};

Result<StepPlan> plan(const StepInput& input) {
    StepPlan out = plan_of(*step_named("cve reject"), input);
    if (input.arguments.empty()) return fail(ErrorCode::usage, "takes CVE ids");
    WARD_TRY(const std::string reason, needed_word(input, "reason"));
    WARD_TRY(net::CveServices * service, input.doors.needed_cve());
    for (const std::string& cve : input.arguments) {
        if (!is_cve_id(cve)) return fail(ErrorCode::usage, "takes CVE ids, and one of the words is none");
        if (const auto elsewhere = input.others.cves.find(cve); elsewhere != input.others.cves.end()) {
            out.refused.push_back(fmt::format("{} is of release {}", cve, elsewhere->second));
            continue;
        }
        for (Report& report : out.after.reports) std::erase(report.cves, cve);
        WARD_TRY(const net::CveId id, service->id(cve));
        if (id.state == net::CveState::rejected) continue;
        out.plan.effects.push_back({.kind = "cve.reject",
                                    .target = cve,
                                    .summary = fmt::format("reject {}", cve),
                                    .content = {{"reason", reason}}});
    }
    return out;
}

}  // namespace

WARD_RELEASE_STEP(cve_reject) = {.name = "cve reject",
                                 .summary = "give up CVE ids, for good",
                                 .approval = "cve-reject",
                                 .words = words,
                                 .plan = plan};

}  // namespace ward::release
