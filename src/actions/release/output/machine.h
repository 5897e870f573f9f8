// What the outputs for machines have in common: which vulnerabilities a record tells of, their ranges, ratings and
// references.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/output/output.h"
#include "formats/cvss.h"

namespace ward::release {

// A vulnerability: one CVE id of a report. A report that has two is two vulnerabilities.
struct Vulnerability {
    const Report& report;
    std::string cve;  // empty where the report has none
};

// In the record's order, with those that have no CVE id.
std::vector<Vulnerability> vulnerabilities_of(const Release& release);
// The same, and a `usage` error where one has no CVE id, title or range.
Result<std::vector<Vulnerability>> complete_vulnerabilities(const Release& release);

// By the project's policy for lines without support.
std::vector<Interval> told_intervals(const OutputInput& input, const Report& report);
// One interval where one ends as the next begins; without line and support.
std::vector<Interval> joined(std::span<const Interval> intervals);

// A vector with its score, of the base metrics alone. One of CVSS 2 is told nowhere.
struct Rating {
    cvss::Version version = cvss::Version::v3_1;
    std::string vector;
    double score = 0;
    std::string band;  // "HIGH"
};
// `usage` error for a vector that is none.
Result<std::vector<Rating>> ratings_of(const Report& report);

// The summary, or where there is none the title.
const std::string& text_of(const Report& report);
// Who is thanked: consent and a name.
std::vector<Credit> thanked(const Report& report);
// URL of the post.
std::string announcement_of(const OutputInput& input);
// URLs of commits and of pull requests in the project's public repository, without doubles.
std::vector<std::string> fixes_of(const OutputInput& input, const Report& report);
// "20.5.2" for each range that has one, without doubles.
std::vector<std::string> fixed_versions(const Report& report);
// "Update to 20.5.2 or 22.1.1."
std::string update_text(const Report& report);

// What was released by the time of the record, sorted: the versions that the caller names, or those of ward's dated
// copy where the project is Node.js; with those that the record itself names.
Result<std::vector<std::string>> released_versions(const OutputInput& input);
// Of npm's ordering, to compare versions; empty for what is none.
std::string version_key(std::string_view version);
// Is `version` of the line of a range, and the fix in it?
bool has_fix(const Report& report, std::string_view version);

std::string purl_of(const Project& project, std::string_view version);
std::string cpe_of(const Project& project, std::string_view version);

}  // namespace ward::release
