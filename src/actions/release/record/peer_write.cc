#include "actions/release/output/post.h"
#include "actions/release/record/peer_file.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

std::string first_of(const std::vector<std::string>& texts) {
    return texts.empty() ? std::string() : texts.front();
}

void write_report(JsonWriter& json, const Report& report) {
    std::vector<std::string> authors;
    std::string reporter;
    for (const Credit& credit : report.credits) {
        if (credit.kind == CreditKind::developer)
            authors.push_back(credit.handle.empty() ? credit.name : credit.handle);
        else if (reporter.empty()) reporter = credit.handle.empty() ? credit.name : credit.handle;
    }
    std::vector<std::string> lines;
    std::vector<std::string> patched;
    std::string pull;
    for (const Range& range : report.ranges) {
        lines.push_back(line_word(range.line));
        if (!range.fixed.empty()) patched.push_back(range.fixed);
        if (pull.empty()) pull = range.pull;
    }
    json.begin_object().member("id", report.id).member("title", report.title);
    json.member_values("cveIds", report.cves).key("severity").begin_object();
    json.member("rating", report.severity == Severity::unknown ? std::string_view() : name_of(report.severity));
    json.member("cvss_vector_string", first_of(report.cvss)).member("weakness_id", report.weakness).end_object();
    json.member("summary", report.summary).member_values("patchAuthors", authors).member("prURL", pull);
    json.member_values("affectedVersions", lines).member("link", report.link).member("reporter", reporter);
    if (!patched.empty()) json.member_values("patchedVersions", patched);
    json.end_object();
}

}  // namespace

std::string to_peer(const Release& release) {
    JsonWriter json;
    json.begin_object();
    json.member("releaseDate", release.lift_at ? slashed_date(*release.lift_at, "UTC") : std::string("TBD"));
    json.key("reports").begin_array();
    for (const Report& report : release.reports) write_report(json, report);
    json.end_array().key("dependencies").begin_object();
    std::string_view open;
    for (const Dependency& dependency : release.dependencies) {
        if (dependency.name != open) {
            if (!open.empty()) json.end_object().end_object();
            open = dependency.name;
            json.key(open).begin_object().key("affectedVersions").begin_object();
        }
        json.member(line_word(dependency.line), dependency.pull);
    }
    if (!open.empty()) json.end_object().end_object();
    json.end_object().member_if("announcement", release.places.announcement);
    for (const auto& [name, url] : release.places.issues) json.member(name + "Issue", url);
    json.end_object();
    return json.take();
}

}  // namespace ward::release
