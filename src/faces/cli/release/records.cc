// ward release list, status, check, import, export: the record of a release, and what is made of it.
#include <algorithm>

#include <fmt/format.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/approve/timeline.h"
#include "actions/release/output/output.h"
#include "actions/release/record/peer_file.h"
#include "actions/release/run/completeness.h"
#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/json_texts.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

std::string date_of(const release::Release& record) {
    return record.lift_at ? format_instant(*record.lift_at) : "to be determined";
}

std::string counted(size_t count, std::string_view one, std::string_view several) {
    return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::string row_of(const release::Release& record) {
    return fmt::format("{:<14}  {:<12}  {:<22}  {}, {}\n", record.id, release::name_of(record.state), date_of(record),
                       counted(record.reports.size(), "report", "reports"),
                       counted(record.lines.size(), "line", "lines"));
}

// Titles, and ids that are not public, stay in the record: a terminal is recorded, shared and logged.
std::string cve_words(const release::Report& report, bool embargoed) {
    if (report.cves.empty()) return "no CVE id";
    if (embargoed) return counted(report.cves.size(), "CVE id", "CVE ids");
    return report.cves.front();
}

}  // namespace

Result<int> release_list(const Invocation& invocation) {
    WARD_TRY(const Instant at, instant_meant(invocation, true));
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const std::vector<release::Release> all, group.all());
    std::string text;
    if (invocation.has("json")) text = list_json(all, at);
    else
        for (const release::Release& record : all) text += row_of(record);
    WARD_TRY_VOID(print(text));
    return 0;
}

Result<int> release_status(const Invocation& invocation) {
    WARD_TRY(const Instant at, instant_meant(invocation, true));
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY(const release::Release record, group.release(id));
    WARD_TRY(const auto running, group.running(id));
    if (invocation.has("json")) {
        WARD_TRY_VOID(print(status_json(record, running, at)));
        return 0;
    }
    std::string text = fmt::format("release {}: {}, {}{}\n", record.id, release::name_of(record.state), date_of(record),
                                   record.is_embargoed(at) ? ", embargoed" : "");
    if (!record.incident.empty()) text += fmt::format("  incident: {}\n", display(record.incident));
    for (const release::Line& line : record.lines)
        text += fmt::format("  {:<6} {:<10} {} -> {}\n", line.name + ".x", release::name_of(line.state),
                            line.base_version.empty() ? "?" : line.base_version,
                            line.fixed_version.empty() ? "?" : line.fixed_version);
    for (const release::Report& report : record.reports)
        text += fmt::format("  report {:<10} {:<8} {:<16} {}\n", display(report.id), name_of(report.severity),
                            cve_words(report, record.is_embargoed(now())), fmt::join(release::lines_of(report), ", "));
    for (const release::Report& report : record.held)
        text += fmt::format("  held {:<10} secret until a release that has it is public\n", display(report.id));
    for (const release::Dependency& dependency : record.dependencies)
        text += fmt::format("  {} {} on {}.x\n", display(dependency.name),
                            dependency.to.empty() ? "?" : display(dependency.to), dependency.line);
    if (running)
        text += fmt::format("  under way: {} by {} since {}\n", display(running->step), display(running->steward),
                            display(running->since));
    WARD_TRY_VOID(print(text));
    return 0;
}

Result<int> release_check(const Invocation& invocation) {
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY(const release::Release record, group.release(id));
    constexpr std::string_view befores[] = {"before CVE ids", "before it is announced", "before it is published"};
    const std::vector<release::Lack> lacks = release::lacks_of(record);
    if (invocation.has("json")) {
        WARD_TRY_VOID(print(check_json(record, lacks)));
        return lacks.empty() ? 0 : 1;
    }
    std::string text;
    for (const release::Lack& lack : lacks)
        text += fmt::format("{}: {}{}\n", befores[static_cast<size_t>(lack.before)],
                            lack.report.empty() ? "" : fmt::format("report {}: ", display(lack.report)), lack.text);
    WARD_TRY_VOID(print(text));
    return text.empty() ? 0 : 1;
}

Result<int> release_import(const Invocation& invocation) {
    if (invocation.arguments.size() != 1)
        return fail(ErrorCode::usage, "takes one file: vulnerabilities.json, - for standard input");
    const std::string& file = invocation.arguments.front();
    WARD_TRY(const std::string json, read_input(file, release::max_record_bytes));
    WARD_TRY(release::ImportedRelease imported, release::release_from_peer(json, file));
    for (const std::string& note : imported.notes) invocation.log.warn(display(note));
    release::Release& record = imported.release;
    if (invocation.has("release")) record.id = invocation.value("release");
    if (invocation.has("slug")) record.slug = invocation.value("slug");
    // The names of the command line are held to what a record may have.
    WARD_TRY(record, release::release_from_json(release::to_json(record), "the record"));
    if (invocation.has("dry-run")) {
        WARD_TRY_VOID(print(release::to_json(record)));
        return 0;
    }
    WARD_TRY(release::Group group, open_group(invocation));
    const std::string path = release::Group::path_of(record.id, "release.json");
    WARD_TRY(const auto there, group.read(path));
    if (there == release::to_json(record)) {
        invocation.log.info("it is imported already");
        return nothing_to_do_status;
    }
    if (there)
        return fail(ErrorCode::conflict, fmt::format("release {} has a record that says something else", record.id));
    WARD_TRY(const release::CarryOptions options, carry_options(invocation, group));
    constexpr release::Step import_step{.name = "import", .summary = "take a record from a file"};
    const release::StepPlan planned{.plan = {.action = "release import", .scope = record.id}, .after = record};
    release::Doors doors;
    WARD_TRY([[maybe_unused]] const auto done, release::carry_out(group, doors, import_step, planned, options));
    WARD_TRY_VOID(print(row_of(record)));
    return 0;
}

Result<int> release_export(const Invocation& invocation) {
    WARD_TRY(const Instant at, instant_meant(invocation, true));
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY(const release::Release record, group.release(id));
    std::vector<std::string> kinds = invocation.values("format");
    if (kinds.empty()) {
        std::string names;
        for (const release::OutputKind* kind : release::all_outputs())
            names += fmt::format("{:<16}  {}\n", kind->name, kind->summary);
        WARD_TRY_VOID(print(names));
        return 0;
    }
    std::string text;
    for (const std::string& name : kinds) {
        const release::OutputKind* kind = release::output_named(name);
        if (kind == nullptr) {
            std::vector<std::string_view> choices;
            for (const release::OutputKind* one : release::all_outputs()) choices.push_back(one->name);
            return unknown_word("output", name, choices);
        }
        if (record.is_embargoed(now()) && kind->phase != release::Phase::announcement)
            invocation.log.warn(fmt::format("{} holds embargoed text until {}", name, date_of(record)));
        WARD_TRY(const std::vector<release::OutputFile> files,
                 kind->make({.release = record,
                             .project = group.project(),
                             .now = at,
                             .previous = {},
                             .number = to_number<int64_t>(invocation.value("number")).value_or(0)}));
        for (const release::OutputFile& file : files) {
            if (!invocation.has("output")) {
                text += file.content;
                continue;
            }
            WARD_TRY_VOID(make_folders(invocation.value("output")));
            constexpr int owner_alone = 0600;
            WARD_TRY_VOID(replace_file(invocation.value("output") + "/" + file.name, file.content, owner_alone));
            text += file.name + "\n";
        }
    }
    WARD_TRY_VOID(print(text));
    return 0;
}

namespace {

Result<std::string> log_of(const Invocation& invocation, const release::Group& group, std::string& id) {
    WARD_TRY(id, release_meant(invocation, group));
    WARD_TRY(auto text, group.read(release::Group::path_of(id, "log.jsonl")));
    if (!text) return fail(ErrorCode::not_found, fmt::format("release {} has no log yet", id));
    return *std::move(text);
}

}  // namespace

Result<int> release_log(const Invocation& invocation) {
    WARD_TRY(const release::Group group, open_group(invocation));
    std::string id;
    WARD_TRY(const std::string text, log_of(invocation, group, id));
    WARD_TRY(const release::Release record, group.release(id));
    const release::LogReport report = release::verify_log(text);
    const bool embargoed = record.is_embargoed(now());
    WARD_TRY_VOID(print(invocation.has("json") ? log_json("release log show", report, embargoed)
                                               : release::timeline_of(report, {.embargoed = embargoed})));
    return report.damage() == nullptr ? 0 : verification_status;
}

}  // namespace ward::cli
