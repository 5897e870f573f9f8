// OSV (https://ossf.github.io/osv-schema), one record a CVE id. No ecosystem of OSV has runtimes, so `affected` names
// no package; its ranges are of semantic versions, and of commits where the record knows what landed.
//
// `modified` of a record that `previous` has, and that says the same there, is kept. `previous` is one record or a
// list.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "actions/release/vulndb/script_json.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

constexpr std::string_view schema_version = "1.7.0";

std::string_view credit_type(CreditKind kind) {
    switch (kind) {
        case CreditKind::reporter: return "REPORTER";
        case CreditKind::developer: return "REMEDIATION_DEVELOPER";
        case CreditKind::coordinator: return "COORDINATOR";
    }
    return "OTHER";
}

class Writer {
  public:
    Writer(const OutputInput& input, const Vulnerability& vulnerability)
        : input_(input), report_(vulnerability.report), cve_(vulnerability.cve) {}

    Result<std::string> write(std::string_view modified) const {
        WARD_TRY(const std::vector<Rating> ratings, ratings_of(report_));
        JsonWriter json;
        json.begin_object().key("affected").begin_array().begin_object().key("ranges").begin_array();
        versions(json);
        for (const Range& range : report_.ranges) commits(json, range);
        json.end_array().end_object().end_array();
        if (!report_.advisory.empty()) json.key("aliases").begin_array().value(report_.advisory).end_array();
        credits(json);
        json.member("details", text_of(report_)).member("id", cve_).member("modified", modified);
        if (input_.release.lift_at) json.member("published", format_instant(*input_.release.lift_at));
        references(json);
        json.member("schema_version", schema_version);
        severity(json, ratings);
        json.member("summary", report_.title).end_object();
        return json.take();
    }

  private:
    static void event(JsonWriter& json, std::string_view what, std::string_view at) {
        json.begin_object().member(what, at).end_object();
    }

    void versions(JsonWriter& json) const {
        json.begin_object().key("events").begin_array();
        // Joined, because two events of one version have no order.
        for (const Interval& interval : joined(told_intervals(input_, report_))) {
            event(json, "introduced", interval.from);
            if (!interval.below.empty()) event(json, "fixed", interval.below);
        }
        json.end_array().member("type", "SEMVER").end_object();
    }

    // What leads to the fix of a line, and nothing beside it: other lines have fixes of their own. The commit that
    // brought the fault is not in the record, so a range that does not begin with its line is told by versions alone.
    void commits(JsonWriter& json, const Range& range) const {
        if (!range.introduced.empty()) return;
        const Line* line = input_.release.line(range.line);
        const bool is_released = line != nullptr && !range.fixed.empty() && line->fixed_version == range.fixed;
        const std::string fix = !range.commits.empty() ? range.commits.back() : is_released ? line->commit : "";
        if (fix.empty()) return;
        json.begin_object().key("events").begin_array();
        event(json, "introduced", "0");
        event(json, "fixed", fix);
        event(json, "limit", fix);
        json.end_array().member("repo", "https://github.com/" + input_.project.repository).member("type", "GIT");
        json.end_object();
    }

    void credits(JsonWriter& json) const {
        const std::vector<Credit> credits = thanked(report_);
        if (credits.empty()) return;
        json.key("credits").begin_array();
        for (const Credit& credit : credits)
            json.begin_object().member("name", credit.shown()).member("type", credit_type(credit.kind)).end_object();
        json.end_array();
    }

    void references(JsonWriter& json) const {
        const auto reference = [&](std::string_view type, std::string_view url) {
            json.begin_object().member("type", type).member("url", url).end_object();
        };
        json.key("references").begin_array();
        reference("ADVISORY", announcement_of(input_));
        for (const std::string& fix : fixes_of(input_, report_)) reference("FIX", fix);
        json.end_array();
    }

    static void severity(JsonWriter& json, const std::vector<Rating>& ratings) {
        if (ratings.empty()) return;
        json.key("severity").begin_array();
        for (const Rating& rating : ratings)
            json.begin_object()
                .member("score", rating.vector)
                .member("type", rating.version == cvss::Version::v4_0 ? "CVSS_V4" : "CVSS_V3")
                .end_object();
        json.end_array();
    }

    const OutputInput& input_;
    const Report& report_;
    const std::string& cve_;
};

// The record of that id in what was published before.
const Node* record_in(const Node& previous, std::string_view id) {
    if (previous.is_table()) return text_at(previous, "id") == id ? &previous : nullptr;
    for (const Node& record : previous.items)
        if (text_at(record, "id") == id) return &record;
    return nullptr;
}

Result<std::vector<OutputFile>> make_osv(const OutputInput& input) {
    WARD_TRY(const auto vulnerabilities, complete_vulnerabilities(input.release));
    Node previous;
    if (!input.previous.empty()) {
        WARD_TRY(previous, parse_json(input.previous, "the OSV records before"));
    }
    std::vector<OutputFile> out;
    for (const Vulnerability& vulnerability : vulnerabilities) {
        const Writer writer(input, vulnerability);
        WARD_TRY(std::string text, writer.write(format_instant(input.now)));
        if (const Node* before = record_in(previous, vulnerability.cve)) {
            WARD_TRY(std::string same, writer.write(text_at(*before, "modified")));
            WARD_TRY(const Node read, parse_json(same, vulnerability.cve));
            if (vulndb::script_json(read) == vulndb::script_json(*before)) text = std::move(same);
        }
        out.push_back({vulnerability.cve + ".json", std::move(text)});
    }
    return out;
}

}  // namespace

WARD_RELEASE_OUTPUT(osv) = {
    .name = "osv", .summary = "OSV records, one a CVE id", .phase = Phase::published, .make = make_osv};

}  // namespace ward::release
