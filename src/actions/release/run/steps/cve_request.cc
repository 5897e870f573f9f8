// CVE ids by HackerOne: one for each report that came from there and has none. That a report has one already, whoever
// asked for it, is looked for at the report and among the program's requests: an id cannot be given back.
#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "actions/release/run/cve_parts.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step_parts.h"
#include "actions/release/run/taken_cves.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

constexpr std::string_view cve_request_words[] = {"team"};

// Versions as HackerOne takes them: from, below. A range without end ends where the next line begins.
Result<std::string> ranges_of(const StepInput& input, const Report& report) {
    std::string out;
    for (const Interval& interval : intervals_of(input.release, report, input.project.eol)) {
        if (interval.below.empty())
            return fail(ErrorCode::usage, fmt::format("report {} has a range without an end", report.id));
        out += fmt::format("{}{} {}", out.empty() ? "" : "\n", interval.from == "0" ? "0.0.0" : interval.from,
                           interval.below);
    }
    return out;
}

Result<engine::Effect> request_for(const StepInput& input, const Report& report, const std::string& program,
                                   const std::string& team) {
    engine::Effect effect{.kind = "hackerone.cve",
                          .target = report.id,
                          .summary = fmt::format("ask HackerOne for a CVE id for report {}", report.id),
                          .content = {}};
    effect.content["program"] = program;
    effect.content["team"] = team;
    effect.content["vendor"] = input.project.vendor;
    effect.content["product"] = input.project.product;
    WARD_TRY(effect.content["ranges"], ranges_of(input, report));
    effect.content["cvss"] = report.cvss.front();
    effect.content["weakness"] = report.weakness;
    effect.content["description"] = text_of(report);
    effect.content["discovered_at"] = report.reported_at;
    effect.content["references"] = filled(input.project.post_url, {{"slug", input.release.slug}});
    return effect;
}

Result<StepPlan> plan_cve_request(const StepInput& input) {
    StepPlan out = plan_of(*step_named("cve request"), input);
    refuse_lacks(out, input.release, Lack::Before::cve);
    WARD_TRY_VOID(refuse_taken(out, input));
    if (out.is_refused()) return out;
    WARD_TRY(net::HackerOne * service, input.doors.needed_hackerone());
    std::string program;
    for (const Report& report : input.release.reports) {
        if (!report.cves.empty()) continue;
        if (report.source != "hackerone") {
            out.waiting.push_back(fmt::format("report {} is not of HackerOne (ward release cve reserve)", report.id));
            continue;
        }
        if (report.weakness.empty()) {
            out.refused.push_back(
                fmt::format("report {} has no weakness of HackerOne's (ward release sync)", report.id));
            continue;
        }
        if (program.empty()) {
            WARD_TRY(program, program_of(*service, input.project));
        }
        const std::string team = word_of(input, "team");
        WARD_TRY(engine::Effect effect,
                 request_for(input, report, program, team.empty() ? input.project.hackerone_program + "-team" : team));
        // One that has an id is only taken up; one whose request says other versions is told here, again and again.
        WARD_TRY(const engine::Sight sight,
                 effect_kind_named(effect.kind)->look(input.doors, effect, engine::Doubt::none));
        if (sight.standing == engine::Standing::changed) {
            out.mismatches.push_back(fmt::format("report {}: {}", report.id, sight.detail));
            continue;
        }
        out.plan.effects.push_back(std::move(effect));
    }
    if (out.plan.effects.empty() && out.waiting.empty() && input.release.state < State::cve_assigned)
        out.after.state = State::cve_assigned;
    return out;
}

}  // namespace

WARD_RELEASE_STEP(cve_request) = {.name = "cve request",
                                  .summary = "ask HackerOne for the CVE ids of its reports",
                                  .approval = "cve-request",
                                  .words = cve_request_words,
                                  .plan = plan_cve_request,
                                  .absorb = absorb_cve};

}  // namespace ward::release
