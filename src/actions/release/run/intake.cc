#include "actions/release/run/intake.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace ward::release {
namespace {

// What a stranger wrote, held to what a record may have: the record's own reader decides.
Result<Report> checked(Report report, const Release& release) {
    Release probe{.id = release.id.empty() ? "next" : release.id, .slug = "probe"};
    probe.reports.push_back(std::move(report));
    WARD_TRY(Release read, release_from_json(to_json(probe), "the report"));
    return std::move(read.reports.front());
}

std::string without_returns(std::string_view text) {
    return replace_all(text, "\r\n", "\n");
}

void take(std::string& ours, const std::string& theirs) {
    if (!theirs.empty()) ours = theirs;
}
void take(std::vector<std::string>& ours, const std::vector<std::string>& theirs) {
    if (!theirs.empty()) ours = theirs;
}

// In place of the one of the same version of CVSS, or beside the others.
void take_vector(std::vector<std::string>& ours, const std::string& theirs) {
    const std::string version = theirs.substr(0, theirs.find('/') + 1);
    for (std::string& vector : ours) {
        if (!vector.starts_with(version)) continue;
        vector = theirs;
        return;
    }
    ours.push_back(theirs);
}

}  // namespace

Result<Report> report_from(const net::HackerOneReport& theirs, const Release& release) {
    Report report{.id = theirs.id, .source = "hackerone"};
    report.link = "https://hackerone.com/reports/" + theirs.id;
    report.title = theirs.title;
    report.cves = theirs.cves;
    report.severity = severity_named(theirs.rating).value_or(Severity::unknown);
    if (!theirs.cvss_vector.empty()) report.cvss = {theirs.cvss_vector};
    if (!theirs.cwe.empty()) report.cwes = {theirs.cwe};
    report.weakness = theirs.weakness;
    report.summary = without_returns(theirs.summary);
    if (!theirs.reporter.empty()) report.credits = {{.name = {}, .handle = theirs.reporter}};
    report.reported_at = theirs.created_at;
    // Every line of the release, until people say which ones it is about.
    for (const Line& line : release.lines) {
        Range range{.line = line.name};
        if (theirs.pull.starts_with("https://")) range.pull = theirs.pull;
        report.ranges.push_back(std::move(range));
    }
    return checked(std::move(report), release);
}

Result<Report> report_from(const net::RepositoryAdvisory& theirs, const Release& release) {
    Report report{.id = theirs.ghsa, .source = "github"};
    report.link = theirs.url;
    report.title = theirs.summary;
    if (!theirs.cve.empty()) report.cves = {theirs.cve};
    report.severity =
        severity_named(theirs.severity == "moderate" ? "medium" : theirs.severity).value_or(Severity::unknown);
    if (!theirs.cvss_vector.empty()) report.cvss = {theirs.cvss_vector};
    report.cwes = theirs.cwes;
    report.summary = without_returns(theirs.description);
    report.advisory = theirs.ghsa;
    report.reported_at = theirs.created_at;
    for (const net::AdvisoryCredit& credit : theirs.credits)
        report.credits.push_back({.name = {},
                                  .handle = credit.login,
                                  .kind = credit.type == "remediation_developer" ? CreditKind::developer
                                          : credit.type == "coordinator"         ? CreditKind::coordinator
                                                                                 : CreditKind::reporter});
    for (const Line& line : release.lines) report.ranges.push_back({.line = line.name});
    return checked(std::move(report), release);
}

void refresh(Report& ours, const Report& theirs) {
    take(ours.title, theirs.title);
    take(ours.link, theirs.link);
    take(ours.summary, theirs.summary);
    take(ours.weakness, theirs.weakness);
    take(ours.reported_at, theirs.reported_at);
    for (const std::string& vector : theirs.cvss) take_vector(ours.cvss, vector);
    take(ours.cwes, theirs.cwes);
    // An id that was given out stays; where the source has another one, people decide (disagrees_on_cves).
    if (ours.cves.empty()) ours.cves = theirs.cves;
    if (ours.credits.empty()) ours.credits = theirs.credits;
    // Whoever says why it is another one than the vector's keeps it.
    if (theirs.severity != Severity::unknown && ours.severity_reason.empty()) ours.severity = theirs.severity;
    for (Range& range : ours.ranges) {
        const auto there = std::ranges::find(theirs.ranges, range.line, &Range::line);
        if (range.pull.empty() && there != theirs.ranges.end()) range.pull = there->pull;
    }
}

bool disagrees_on_cves(const Report& ours, const Report& theirs) {
    const std::set<std::string> here(ours.cves.begin(), ours.cves.end());
    const std::set<std::string> there(theirs.cves.begin(), theirs.cves.end());
    return !here.empty() && !there.empty() && here != there;
}

void add_report(Release& release, Report report) {
    release.reports.push_back(std::move(report));
    put_in_order(release);
}

}  // namespace ward::release
