#include <algorithm>

#include "actions/release/record/release.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

void write(JsonWriter& json, const Range& range) {
    json.begin_object();
    if (!range.commits.empty()) json.member_values("commits", range.commits);
    json.member_if("fixed", range.fixed).member_if("introduced", range.introduced);
    json.member("line", range.line).member_if("pull", range.pull).end_object();
}

void write(JsonWriter& json, const Credit& credit) {
    json.begin_object();
    if (!credit.consent) json.member("consent", false);
    json.member_if("handle", credit.handle).member("kind", name_of(credit.kind));
    json.member_if("name", credit.name).end_object();
}

void write(JsonWriter& json, const Report& report) {
    const auto list = [&](std::string_view key, const std::vector<std::string>& texts) {
        if (!texts.empty()) json.member_values(key, texts);
    };
    json.begin_object().member_if("advisory", report.advisory);
    json.key("credits").begin_array();
    for (const Credit& credit : report.credits) write(json, credit);
    json.end_array();
    list("cves", report.cves);
    list("cvss", report.cvss);
    list("cwes", report.cwes);
    json.member("id", report.id).member_if("impact", report.impact);
    json.member_if("incomplete_fix_of", report.incomplete_fix_of).member_if("link", report.link);
    list("platforms", report.platforms);
    json.key("ranges").begin_array();
    for (const Range& range : report.ranges) write(json, range);
    json.end_array();
    json.member_if("reported_at", report.reported_at).member_if("revert_option", report.revert_option);
    json.member("severity", name_of(report.severity)).member_if("severity_reason", report.severity_reason);
    json.member("source", report.source).member_if("subsystem", report.subsystem);
    json.member_if("summary", report.summary).member_if("title", report.title);
    json.member_if("weakness", report.weakness).member_if("workaround", report.workaround).end_object();
}

void write(JsonWriter& json, const Line& line) {
    json.begin_object().member_if("base_version", line.base_version).member_if("commit", line.commit);
    json.member_if("fixed_version", line.fixed_version).member("name", line.name);
    json.member_if("proposal", line.proposal).member_if("releaser", line.releaser);
    json.member("state", name_of(line.state)).member_if("tag", line.tag).end_object();
}

void write(JsonWriter& json, const Dependency& dependency) {
    json.begin_object();
    if (!dependency.fixes.empty()) json.member_values("fixes", dependency.fixes);
    json.member_if("from", dependency.from).member("line", dependency.line).member("name", dependency.name);
    json.member_if("pull", dependency.pull).member_if("to", dependency.to).end_object();
}

void write(JsonWriter& json, const Notice& notice) {
    json.begin_object().member("at", notice.at).member("text", notice.text).member("title", notice.title).end_object();
}

void write(JsonWriter& json, const Places& places) {
    json.begin_object().member_if("announcement", places.announcement).key("issues").begin_object();
    for (const auto& [name, url] : places.issues) json.member(name, url);
    json.end_object().end_object();
}

template <typename Item>
void write_all(JsonWriter& json, std::string_view key, const std::vector<Item>& items) {
    json.key(key).begin_array();
    for (const Item& item : items) write(json, item);
    json.end_array();
}

// Worst first, then as people look for them.
bool report_before(const Report& a, const Report& b) {
    const auto key = [](const Report& report) {
        return std::tuple(-weight(report.severity), report.cves.empty() ? std::string_view("~") : report.cves.front(),
                          std::string_view(report.id));
    };
    return key(a) < key(b);
}

}  // namespace

void put_in_order(Release& release) {
    const auto by_line = [](const auto& a, const auto& b) { return line_before(a.line, b.line); };
    std::ranges::sort(release.lines, line_before, &Line::name);
    std::ranges::sort(release.eol_lines, line_before);
    for (std::vector<Report>* reports : {&release.reports, &release.held}) {
        for (Report& report : *reports) std::ranges::stable_sort(report.ranges, by_line);
        std::ranges::stable_sort(*reports, report_before);
    }
    std::ranges::stable_sort(release.dependencies, [&](const Dependency& a, const Dependency& b) {
        return a.name != b.name ? a.name < b.name : line_before(a.line, b.line);
    });
    std::ranges::stable_sort(release.notices, std::greater{}, &Notice::at);
}

std::string to_json(const Release& given) {
    Release release = given;
    put_in_order(release);
    JsonWriter json;
    json.begin_object();
    write_all(json, "dependencies", release.dependencies);
    json.member("embargo", name_of(release.embargo)).member_values("eol_lines", release.eol_lines);
    if (!release.held.empty()) write_all(json, "held", release.held);
    json.member("id", release.id).member_if("incident", release.incident);
    if (release.lift_at) json.member("lift_at", format_instant(*release.lift_at));
    write_all(json, "lines", release.lines);
    write_all(json, "notices", release.notices);
    json.key("places");
    write(json, release.places);
    write_all(json, "reports", release.reports);
    json.member("schema", record_schema).member("slug", release.slug).member("state", name_of(release.state));
    json.member("timezone", release.timezone).member("tlp", release.tlp).end_object();
    return json.take();
}

}  // namespace ward::release
