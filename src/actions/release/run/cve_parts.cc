#include "actions/release/run/cve_parts.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step_parts.h"
#include "actions/release/vulndb/script_json.h"
#include "formats/document.h"
#include "io/net/cve_services.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

// The container that is there in comparable form; "absent" where there is none.
Result<std::string> container_there(net::CveServices& service, const std::string& cve) {
    const auto record = service.record(cve);
    if (record) return record->container;
    if (record.error().code == ErrorCode::not_found) return "absent";
    return std::unexpected(record.error());
}

Result<void> plan_one(StepPlan& plan, const StepInput& input, const std::string& cve, Records what) {
    net::CveServices& service = *input.doors.cve;
    WARD_TRY(const net::CveId id, service.id(cve));
    if (id.state == net::CveState::rejected) {
        plan.refused.push_back(fmt::format("{} is rejected", cve));
        return {};
    }
    if (what == Records::update && id.state == net::CveState::reserved) {
        plan.waiting.push_back(fmt::format("{} is not published yet (ward release cve publish)", cve));
        return {};
    }
    WARD_TRY(std::string container, container_of(plan, input, cve));
    WARD_TRY(const std::string wanted, net::comparable_container(container, cve));
    WARD_TRY(std::string there, container_there(service, cve));
    if (there == wanted) return {};
    if (what == Records::publish && there != "absent") {
        plan.waiting.push_back(fmt::format("{} is published and says something else (ward release cve update)", cve));
        return {};
    }
    engine::Effect effect{
        .kind = "cve.publish",
        .target = cve,
        .summary = fmt::format("{} the record of {}", what == Records::publish ? "publish" : "update", cve),
        .content = {{"container", std::move(container)}},
        .requires_state = {{"container", std::move(there)}}};
    if (what == Records::update) effect.undo = "write the record that was there";
    plan.plan.effects.push_back(std::move(effect));
    return {};
}

}  // namespace

Result<StepPlan> plan_records(const StepInput& input, std::string_view step, Records what) {
    StepPlan out = plan_of(*step_named(step), input);
    if (input.release.is_embargoed(input.now)) {
        out.breaches.emplace_back("the release is embargoed: its records are not published");
        return out;
    }
    if (!needs_state(out, input, {State::disclosed, State::recorded, State::closed},
                     "its post comes first (ward release announce post)"))
        return out;
    if (input.project.assigner_org_id.empty())
        return fail(ErrorCode::usage, "ward.release.toml has no assigner_org_id");
    WARD_TRY([[maybe_unused]] const net::CveServices* service, input.doors.needed_cve());
    WARD_TRY_VOID(prove_plan(out, input));
    if (out.is_refused()) return out;
    for (const std::string& cve : cves_of(input.release)) WARD_TRY_VOID(plan_one(out, input, cve, what));
    return out;
}

Result<void> absorb_cve(Release& release, const engine::Effect& effect, const engine::Outcome& outcome) {
    // An effect without an id is another one of the step: what is written at the report.
    if (!is_cve_id(outcome.detail)) return {};
    for (Report& report : release.reports)
        if (report.id == effect.target && std::ranges::find(report.cves, outcome.detail) == report.cves.end())
            report.cves.push_back(outcome.detail);
    const bool is_whole =
        std::ranges::all_of(release.reports, [](const Report& report) { return !report.cves.empty(); });
    if (is_whole && release.state < State::cve_assigned) release.state = State::cve_assigned;
    return {};
}

Result<std::string> container_of(const StepPlan& plan, const StepInput& input, const std::string& cve) {
    WARD_TRY(const std::vector<OutputFile> records, outputs_of("cve5", plan, input));
    for (const OutputFile& record : records) {
        WARD_TRY(const Node root, parse_json(record.content, record.name));
        const Node* metadata = root.find("cveMetadata");
        const Node* containers = root.find("containers");
        if (metadata == nullptr || containers == nullptr || metadata->string_at("cveId") != cve) continue;
        if (const Node* cna = containers->find("cna"); cna != nullptr) return vulndb::script_json(*cna);
    }
    return fail(ErrorCode::usage, fmt::format("the record has no {}", cve));
}

Result<std::string> program_of(net::HackerOne& service, const Project& project) {
    WARD_TRY(const std::vector<net::HackerOneProgram> programs, service.programs());
    for (const net::HackerOneProgram& program : programs)
        if (program.handle == project.hackerone_program) return program.id;
    return fail(ErrorCode::not_found, fmt::format("HackerOne has no program '{}' for this token (hackerone_program)",
                                                  project.hackerone_program));
}

std::vector<std::string> cves_of(const Release& release) {
    std::vector<std::string> out;
    for (const Report& report : release.reports) out.insert(out.end(), report.cves.begin(), report.cves.end());
    std::ranges::sort(out);
    return out;
}

}  // namespace ward::release
