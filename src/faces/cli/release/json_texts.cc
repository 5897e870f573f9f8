#include "faces/cli/release/json_texts.h"

#include "actions/release/output/output.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

JsonWriter begun(std::string_view command) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-release/1").member("command", command);
    return json;
}

std::string ended(JsonWriter& json) {
    json.end_object();
    return json.take();
}

void write_head(JsonWriter& json, const release::Release& release, Instant at) {
    json.member("release", release.id).member("slug", release.slug).member("state", name_of(release.state));
    json.member("embargo", name_of(release.embargo)).member("embargoed", release.is_embargoed(at));
    json.member_or_null(
        "lift_at", release.lift_at ? std::optional(format_instant(*release.lift_at)) : std::optional<std::string>());
    json.member_if("incident", release.incident);
}

void write_report(JsonWriter& json, const release::Report& report, bool embargoed) {
    json.begin_object().member("id", report.id).member("source", report.source);
    json.member("severity", name_of(report.severity)).member("cve_ids", report.cves.size());
    if (!embargoed) json.member_values("cves", report.cves);
    json.member_values("lines", release::lines_of(report)).end_object();
}

void write_log_entry(JsonWriter& json, const release::LogEntry& entry, bool embargoed) {
    json.begin_object().member("number", entry.number).member("time", format_instant(entry.time));
    json.member("actor", entry.actor).member("step", entry.step);
    json.member_if("effect", entry.effect).member_if("request", entry.request).member_if("status", entry.status);
    if (!embargoed) json.member_if("note", entry.note);
    else if (!entry.note.empty()) json.member("withheld", true);
    json.end_object();
}

}  // namespace

std::string list_json(std::span<const release::Release> releases, Instant at) {
    JsonWriter json = begun("release list");
    json.key("releases").begin_array();
    for (const release::Release& release : releases) {
        json.begin_object();
        write_head(json, release, at);
        json.member("reports", release.reports.size()).member("lines", release.lines.size()).end_object();
    }
    json.end_array();
    return ended(json);
}

std::string status_json(const release::Release& release, const std::optional<release::Running>& running, Instant at) {
    const bool embargoed = release.is_embargoed(now());
    JsonWriter json = begun("release status");
    write_head(json, release, at);
    json.key("lines").begin_array();
    for (const release::Line& line : release.lines) {
        json.begin_object().member("name", line.name).member("state", name_of(line.state));
        json.member_if("base_version", line.base_version).member_if("fixed_version", line.fixed_version).end_object();
    }
    json.end_array().key("reports").begin_array();
    for (const release::Report& report : release.reports) write_report(json, report, embargoed);
    json.end_array().key("held").begin_array();
    for (const release::Report& report : release.held) write_report(json, report, true);
    json.end_array().key("dependencies").begin_array();
    for (const release::Dependency& dependency : release.dependencies) {
        json.begin_object().member("name", dependency.name).member("line", dependency.line);
        json.member_if("to", dependency.to).end_object();
    }
    json.end_array().key("running");
    if (running) {
        json.begin_object().member("step", running->step).member("steward", running->steward);
        json.member("host", running->host).member("since", running->since).end_object();
    } else {
        json.null();
    }
    return ended(json);
}

std::string check_json(const release::Release& release, std::span<const release::Lack> lacks) {
    constexpr std::string_view befores[] = {"cve", "announcement", "publication"};
    JsonWriter json = begun("release check");
    json.member("release", release.id).key("lacks").begin_array();
    for (const release::Lack& lack : lacks) {
        json.begin_object().member("before", befores[static_cast<size_t>(lack.before)]);
        json.member_if("report", lack.report).member("text", lack.text).end_object();
    }
    json.end_array();
    return ended(json);
}

std::string verified_json(std::string_view command, const release::Release& release,
                          const release::Verified& verified) {
    JsonWriter json = begun(command);
    json.member("release", release.id).member("asked", verified.asked);
    json.member_values("open", verified.open).member_values("unknown", verified.unknown);
    return ended(json);
}

std::string log_json(std::string_view command, const release::LogReport& log, bool embargoed) {
    JsonWriter json = begun(command);
    json.member("release", log.release).member("head", log.head()).member("intact", log.damage() == nullptr);
    json.key("entries").begin_array();
    for (const release::LogEntry& entry : log.entries) write_log_entry(json, entry, embargoed);
    json.end_array().key("problems").begin_array();
    for (const release::LogProblem& problem : log.problems) {
        json.begin_object().member("kind", name_of(problem.kind)).member("line", problem.line);
        json.member("text", problem.text).end_object();
    }
    json.end_array();
    return ended(json);
}

std::string waiting_json(std::span<const WaitingRow> rows) {
    JsonWriter json = begun("release plan");
    json.key("plans").begin_array();
    for (const WaitingRow& row : rows) {
        json.begin_object().member("plan", row.plan.plan).member("release", row.release);
        json.member("step", row.plan.step).member("author", row.plan.author).member("since", row.plan.since);
        json.end_object();
    }
    json.end_array();
    return ended(json);
}

std::string leaks_json(std::span<const LeakRow> rows) {
    JsonWriter json = begun("release leak-check");
    json.key("places").begin_array();
    for (const LeakRow& row : rows) {
        json.begin_object().member("place", row.place).member("release", row.release);
        json.member("objects", row.report.objects).member("files", row.report.files);
        json.key("leaks").begin_array();
        for (const release::Leak& leak : row.report.leaks) {
            json.begin_object().member("rule", name_of(leak.rule)).member("item", leak.item + 1);
            json.member("kind", leak.kind).member_if("object", leak.object).member_if("place", leak.place);
            if (leak.line != 0) json.member("line", leak.line);
            json.member_if("reached_from", leak.reached_from).end_object();
        }
        json.end_array().key("problems").begin_array();
        for (const Problem& problem : row.report.problems)
            json.begin_object().member("path", problem.path).member("reason", problem.reason).end_object();
        json.end_array().end_object();
    }
    json.end_array();
    return ended(json);
}

std::string patches_json(const release::Release& release, std::span<const PatchRow> rows) {
    constexpr std::string_view standings[] = {"applies", "there", "conflicts", "missing"};
    JsonWriter json = begun("release patches status");
    json.member("release", release.id).key("patches").begin_array();
    for (const PatchRow& row : rows) {
        json.begin_object().member("line", row.line).member("pull", row.patch.pull);
        json.member("standing", standings[static_cast<size_t>(row.patch.standing)]);
        json.member("commits", row.patch.commits).member_values("conflicts", row.patch.conflicts);
        json.member_if("reason", row.patch.reason).member_values("reports", row.patch.reports).end_object();
    }
    json.end_array();
    return ended(json);
}

}  // namespace ward::cli
