// Bodies for GitHub's advisories of a repository (REST API, `security-advisories`), one a CVE id, or a report that has
// none yet. The product is of the ecosystem `other`: GitHub has none for runtimes.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "io/net/github_advisories.h"

namespace ward::release {
namespace {

std::string_view credit_type(CreditKind kind) {
    switch (kind) {
        case CreditKind::reporter: return "reporter";
        case CreditKind::developer: return "remediation_developer";
        case CreditKind::coordinator: return "coordinator";
    }
    return "other";
}

// The fix in the line of an interval, where there is one.
std::string patched_in(const Report& report, const Interval& interval) {
    for (const Range& range : report.ranges)
        if (!range.fixed.empty() && range.line == interval.line && range.fixed == interval.below) return range.fixed;
    return {};
}

std::vector<net::AdvisoryProduct> products_of(const OutputInput& input, const Report& report) {
    std::vector<net::AdvisoryProduct> out;
    for (const Interval& interval : told_intervals(input, report)) {
        std::string vulnerable = interval.from == "0" ? "" : ">= " + interval.from;
        if (!interval.below.empty()) (vulnerable += vulnerable.empty() ? "< " : ", < ") += interval.below;
        out.push_back({.ecosystem = "other",
                       .package = input.project.product,
                       .vulnerable = vulnerable.empty() ? ">= 0" : std::move(vulnerable),
                       .patched = patched_in(report, interval)});
    }
    return out;
}

std::string description_of(const OutputInput& input, const Report& report) {
    std::string out = text_of(report);
    if (!report.impact.empty()) out += "\n\n### Impact\n\n" + report.impact;
    out += "\n\n### Patches\n\n" + update_text(report);
    if (!report.workaround.empty()) out += "\n\n### Workarounds\n\n" + report.workaround;
    return out + "\n\n### References\n\n" + announcement_of(input) + "\n";
}

Result<net::AdvisoryContent> content_of(const OutputInput& input, const Vulnerability& vulnerability) {
    const Report& report = vulnerability.report;
    WARD_TRY(const std::vector<Rating> ratings, ratings_of(report));
    net::AdvisoryContent content;
    content.summary = report.title;
    content.description = description_of(input, report);
    if (content.summary->size() > net::max_advisory_summary ||
        content.description->size() > net::max_advisory_description)
        return fail(ErrorCode::usage, "a report of the record has a text longer than GitHub's advisories take");
    if (!vulnerability.cve.empty()) content.cve = vulnerability.cve;
    if (!ratings.empty()) content.cvss_vector = ratings.front().vector;
    else if (report.severity != Severity::unknown && report.severity != Severity::none)
        content.severity = std::string(name_of(report.severity));
    content.cwes = report.cwes;
    content.products = products_of(input, report);
    content.credits.emplace();
    for (const Credit& credit : thanked(report))
        if (!credit.handle.empty()) content.credits->push_back({credit.handle, std::string(credit_type(credit.kind))});
    return content;
}

Result<std::vector<OutputFile>> make_ghsa(const OutputInput& input) {
    std::vector<OutputFile> out;
    for (const Vulnerability& vulnerability : vulnerabilities_of(input.release)) {
        if (vulnerability.report.title.empty() || vulnerability.report.ranges.empty())
            return fail(ErrorCode::usage, "a report of the record has no title or no range ('title', 'ranges')");
        WARD_TRY(const net::AdvisoryContent content, content_of(input, vulnerability));
        const std::string& advisory = vulnerability.report.advisory;
        const std::string name = !vulnerability.cve.empty()  ? vulnerability.cve
                                 : net::is_ghsa_id(advisory) ? advisory
                                                             : fmt::format("report-{}", out.size() + 1);
        out.push_back({name + ".ghsa.json", net::to_json(content) + '\n'});
    }
    return out;
}

}  // namespace

WARD_RELEASE_OUTPUT(ghsa) = {.name = "ghsa",
                             .summary = "bodies for GitHub's advisories of the repository, one a CVE id",
                             .phase = Phase::published,
                             .make = make_ghsa};

}  // namespace ward::release
