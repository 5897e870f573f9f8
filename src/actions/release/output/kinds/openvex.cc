// OpenVEX 0.2.0: for each CVE id the released versions that are affected, and those that have the fix. OpenVEX has no
// ranges, so a version that is released later is in neither list.
//
// Times of statements that `previous` has are kept, and its times altogether where it says the same.
#include "formats/openvex.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "actions/release/vulndb/vex_times.h"
#include "base/text.h"

namespace ward::release {
namespace {

openvex::Product product_of(const Project& project, std::string_view version) {
    openvex::Product out;
    out.item.id = purl_of(project, version);
    out.item.identifiers["cpe23"] = cpe_of(project, version);
    out.item.identifiers["purl"] = out.item.id;
    return out;
}

std::string action_of(const OutputInput& input, const Report& report) {
    std::string out = update_text(report);
    const auto intervals = told_intervals(input, report);
    if (std::ranges::any_of(intervals, &Interval::end_of_life))
        out += " Lines without support get no fix: use a supported one.";
    return report.workaround.empty() ? out : out + " " + report.workaround;
}

class Writer {
  public:
    Writer(const OutputInput& input, const std::vector<std::string>& versions) : input_(input), versions_(versions) {}

    void say(const Vulnerability& vulnerability) {
        const Report& report = vulnerability.report;
        const std::vector<Interval> intervals = told_intervals(input_, report);
        openvex::Statement affected = statement(vulnerability, "affected");
        affected.action_statement = action_of(input_, report);
        openvex::Statement fixed = statement(vulnerability, "fixed");
        for (const std::string& version : versions_) {
            if (is_affected(intervals, version)) affected.products.push_back(product_of(input_.project, version));
            else if (has_fix(report, version)) fixed.products.push_back(product_of(input_.project, version));
        }
        for (openvex::Statement* each : {&affected, &fixed})
            if (!each->products.empty()) document.statements.push_back(std::move(*each));
    }

    openvex::Document document;

  private:
    static openvex::Statement statement(const Vulnerability& vulnerability, std::string_view status) {
        openvex::Statement out;
        out.vulnerability = vulnerability.cve;
        out.vulnerability_id = "https://www.cve.org/CVERecord?id=" + vulnerability.cve;
        out.description = vulnerability.report.title;
        out.status = status;
        if (!vulnerability.report.advisory.empty()) out.aliases = {vulnerability.report.advisory};
        if (!vulnerability.report.platforms.empty())
            out.status_notes = fmt::format("Only on {}.", join(vulnerability.report.platforms, ", "));
        return out;
    }

    const OutputInput& input_;
    const std::vector<std::string>& versions_;
};

Result<std::vector<OutputFile>> make_openvex(const OutputInput& input) {
    WARD_TRY(const auto vulnerabilities, complete_vulnerabilities(input.release));
    WARD_TRY(const std::vector<std::string> versions, released_versions(input));
    std::optional<openvex::Document> previous;
    if (!input.previous.empty()) {
        WARD_TRY(previous, openvex::parse(input.previous, "the OpenVEX document before"));
    }
    Writer writer(input, versions);
    for (const Vulnerability& vulnerability : vulnerabilities) writer.say(vulnerability);
    openvex::Document& document = writer.document;
    if (document.statements.empty()) return fail(ErrorCode::usage, "the record has no report");
    document.author = input.project.author;
    document.role = "Vendor";
    document.tooling = "ward release";
    vulndb::put_times(document, previous, input.now, input.project.purl + "\n" + input.release.id);
    return std::vector<OutputFile>{{input.release.id + ".openvex.json", openvex::to_json(document)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(openvex) = {.name = "openvex",
                                .summary = "an OpenVEX document: affected and fixed versions of each CVE id",
                                .phase = Phase::published,
                                .make = make_openvex};

}  // namespace ward::release
