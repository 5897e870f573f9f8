// Drafts of OSV records about malicious packages, in the form of ossf/malicious-packages (id MAL-0000-…): one for each
// package that vet warns of or blocks. A person completes and submits them: a warning is no proof.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/report.h"
#include "formats/json_writer.h"
#include "formats/osv_package.h"
#include "formats/purl.h"

namespace ward::report {
namespace {

constexpr std::string_view schema_version = "1.5.0";

struct Draft {
    const Finding* finding;
    OsvPackage package;
    std::string version;
};

std::vector<Draft> drafts_of(const Report& report) {
    std::vector<Draft> drafts;
    for (const Finding& finding : report.findings) {
        // Of what a published record says already there is nothing to draft.
        if (finding.judge != "vet" || finding.rule != "suspicious-package") continue;
        if (finding.severity != Severity::critical && finding.severity != Severity::medium) continue;
        const auto purl = Purl::parse(finding.purl);
        const auto package = purl ? osv_package(*purl) : std::nullopt;
        if (package) drafts.push_back({&finding, *package, purl->version});
    }
    return drafts;
}

std::string details_of(const Finding& finding) {
    std::string text = fmt::format("DRAFT, not confirmed by a person.\n\n{}\n", finding.title);
    for (const Evidence& one : finding.evidence) {
        std::string place = one.path;
        if (one.line > 0) place += fmt::format(":{}", one.line);
        text += fmt::format("\n- {}{}{}", display(one.text), place.empty() ? "" : " in ", display(place));
    }
    return text + '\n';
}

void write_osv_draft(JsonWriter& json, const Draft& draft, const Report& report, const Style& style) {
    json.begin_object().member("schema_version", schema_version);
    json.member("id", "MAL-0000-ward-" + draft.finding->key);
    json.member("modified", report.started).member("published", report.started);
    json.member("summary",
                fmt::format("Malicious code in {} ({})", display(draft.package.name), draft.package.ecosystem));
    json.member("details", details_of(*draft.finding));
    json.key("affected").begin_array().begin_object().key("package").begin_object();
    json.member("ecosystem", draft.package.ecosystem).member("name", draft.package.name).end_object();
    if (!draft.version.empty()) {
        json.member_values("versions", std::vector{draft.version});
    } else {
        json.key("ranges").begin_array().begin_object().member("type", "SEMVER").key("events").begin_array();
        json.begin_object().member("introduced", "0").end_object().end_array().end_object().end_array();
    }
    json.end_object().end_array();
    if (!style.publisher.empty()) {
        json.key("credits").begin_array().begin_object().member("name", display(style.publisher));
        json.member("type", "FINDER");
        if (!style.publisher_url.empty()) json.member_values("contact", std::vector{style.publisher_url});
        json.end_object().end_array();
    }
    json.key("database_specific").begin_object().key("ward").begin_object();
    const auto verdict = std::ranges::find(report.verdicts, draft.finding->purl, &PackageVerdict::subject);
    if (verdict != report.verdicts.end()) {
        json.member("verdict", verdict->verdict).member("score", verdict->score).key("signals").begin_array();
        for (const SignalTerm& term : verdict->terms) json.value(term.signal);
        json.end_array();
    }
    json.end_object().end_object().end_object();
}

// One record where there is one, as the repository wants them; several are a list.
std::string write_drafts(const Report& report, const Style& style) {
    const std::vector<Draft> drafts = drafts_of(report);
    JsonWriter json;
    if (drafts.size() != 1) json.begin_array();
    for (const Draft& draft : drafts) write_osv_draft(json, draft, report, style);
    if (drafts.size() != 1) json.end_array();
    return json.take();
}

}  // namespace

WARD_REPORT(osv_draft) = {
    .name = "osv-draft",
    .media_type = "application/json",
    .extension = ".osv.json",
    .summary = "drafts of OSV records (MAL-0000-…) of the packages that vet warns of: for a person to confirm",
    .write = write_drafts,
};

}  // namespace ward::report
