// What stays of a release that is disclosed: entries of the vulnerability database with its index, advisories of the
// repository, and the documents for machines. All of it is proven to say the same before anything is written.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/cve_parts.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step_parts.h"
#include "actions/release/vulndb/entries.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

constexpr std::string_view vulnerabilities = "vulnerabilities";

// The entry that tells of the report already, by its CVE ids; else a new number. As the peers have it: the last plus
// one. One that tells of other ids too is not written over: `conflict`.
class Numbers {
  public:
    explicit Numbers(const vulndb::Database& database) : database_(database) {
        for (const vulndb::Entry* entry : database.of(vulndb::Collection::core))
            last_ = std::max(last_, to_number<int64_t>(entry->name).value_or(0));
    }

    Result<std::string> path_for(const Report& report) {
        for (const vulndb::Entry* entry : database_.of(vulndb::Collection::core)) {
            const auto cves = entry->cves();
            const auto is_of_report = [&](const auto& cve) {
                return std::ranges::find(report.cves, cve.text) != report.cves.end();
            };
            if (std::ranges::none_of(cves, is_of_report)) continue;
            if (std::ranges::all_of(cves, is_of_report)) return entry->path;
            return fail(ErrorCode::conflict, "tells of other CVE ids than this report's too: split it first",
                        entry->path);
        }
        return fmt::format("{}core/{}.json", database_.folder, ++last_);
    }

  private:
    const vulndb::Database& database_;
    int64_t last_ = 0;
};

Result<void> plan_entries(StepPlan& plan, const StepInput& input) {
    const auto checkout = input.doors.checkouts.find(vulnerabilities);
    if (checkout == input.doors.checkouts.end()) {
        plan.notes.emplace_back("no checkout of the vulnerability database: --checkout vulnerabilities=DIR");
        return {};
    }
    WARD_TRY(const vulndb::Database database, vulndb::read_database(checkout->second.root));
    WARD_TRY(std::vector<OutputFile> entries, outputs_of("vuln-core", plan, input, 1));
    Numbers numbers(database);
    std::string written;
    for (size_t i = 0; i < entries.size(); ++i) {
        const size_t before = plan.plan.effects.size();
        auto path = numbers.path_for(plan.after.reports[i]);
        if (!path) {
            plan.refused.push_back(path.error().message());
            continue;
        }
        WARD_TRY_VOID(plan_file(plan, input, vulnerabilities, *path, std::move(entries[i].content)));
        if (plan.plan.effects.size() > before) written += *path + "\n";
    }
    engine::Effect index{.kind = "vulndb.index",
                         .target = std::string(vulnerabilities),
                         .summary = "bring the index of the vulnerability database up to date",
                         .content = {{"entries", written}}};
    index.undo = effect_kind_named(index.kind)->undo;
    WARD_TRY(const engine::Sight sight, effect_kind_named(index.kind)->look(input.doors, index, engine::Doubt::none));
    if (!written.empty() || sight.standing != engine::Standing::present) plan.plan.effects.push_back(std::move(index));
    return {};
}

Result<void> plan_advisories(StepPlan& plan, const StepInput& input) {
    WARD_TRY(const std::vector<OutputFile> bodies, outputs_of("ghsa", plan, input));
    for (const Report& report : plan.after.reports) {
        if (report.advisory.empty() || report.cves.empty()) continue;
        const std::string name = report.cves.front() + ".ghsa.json";
        const auto body = std::ranges::find(bodies, name, &OutputFile::name);
        if (body == bodies.end()) return fail(ErrorCode::internal, "an advisory has no body");
        engine::Effect effect{.kind = "ghsa.publish",
                              .target = fmt::format("{} {}", input.project.repository, report.advisory),
                              .summary = fmt::format("publish {}", report.advisory),
                              .content = {{"body", body->content}}};
        WARD_TRY(const engine::Sight sight,
                 effect_kind_named(effect.kind)->look(input.doors, effect, engine::Doubt::none));
        if (sight.standing == engine::Standing::changed)
            plan.refused.push_back(fmt::format("{}: {}", report.advisory, sight.detail));
        if (sight.standing == engine::Standing::missing) plan.plan.effects.push_back(std::move(effect));
    }
    return {};
}

// What the release's folder has of these files, as a list of JSON documents; of one file, the file.
std::string kept_documents(const StepInput& input, std::string_view kind, const std::vector<OutputFile>& files) {
    if (!input.kept) return {};
    std::vector<std::string> there;
    for (const OutputFile& file : files)
        if (std::string text = input.kept(fmt::format("outputs/{}/{}", kind, file.name)); !text.empty())
            there.push_back(std::move(text));
    if (files.size() == 1 && there.size() == 1) return there.front();
    return there.empty() ? std::string() : "[" + join(there, ",") + "]";
}

// Documents keep their times where they say the same: what is there is the previous one.
Result<void> plan_documents(StepPlan& plan, const StepInput& input) {
    for (const std::string_view kind : {"csaf", "openvex", "osv", "cve5"}) {
        WARD_TRY(std::vector<OutputFile> files, outputs_of(kind, plan, input));
        if (std::string previous = kept_documents(input, kind, files); kind != "cve5" && !previous.empty()) {
            WARD_TRY(files, outputs_of(kind, plan, input, 0, std::move(previous)));
        }
        for (OutputFile& file : files) {
            if (kind == "csaf")
                keep_output(plan, fmt::format("csaf/{}.sha512", file.name),
                            fmt::format("{}  {}\n", hex(sha2(ShaAlgorithm::sha512, file.content).view()), file.name));
            keep_output(plan, fmt::format("{}/{}", kind, file.name), std::move(file.content));
        }
    }
    return {};
}

Result<StepPlan> plan_record(const StepInput& input) {
    StepPlan out = plan_of(*step_named("record"), input);
    if (input.release.is_embargoed(input.now)) {
        out.breaches.emplace_back("the release is embargoed: nothing of it is recorded in public");
        return out;
    }
    if (!needs_state(out, input, {State::disclosed, State::recorded, State::closed},
                     "its post comes first (ward release announce post)"))
        return out;
    WARD_TRY_VOID(prove_plan(out, input));
    if (out.is_refused()) return out;
    if (out.after.state == State::disclosed) out.after.state = State::recorded;
    WARD_TRY_VOID(plan_entries(out, input));
    WARD_TRY_VOID(plan_advisories(out, input));
    WARD_TRY_VOID(plan_documents(out, input));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(record) = {.name = "record",
                             .summary = "write entries, advisories and documents about what was disclosed",
                             .approval = "record",
                             .plan = plan_record};

}  // namespace ward::release
