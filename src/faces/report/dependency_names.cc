#include "faces/report/dependency_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "faces/report/branch_cases.h"
#include "faces/report/groups.h"
#include "faces/report/words.h"
#include "formats/purl.h"

namespace ward::report {
namespace {

// The catalogue's name, or the package's, and how dep_checker spells it where that differs.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> spellings{
    {{"openssl", "OpenSSL"}, {"icu", "ICU"}, {"histogram", "HdrHistogram"}, {"cjs-module-lexer", "CJS Module Lexer"}}};

// dep_checker links the database it asked: NVD for a CVE, GitHub for its own.
std::string url_of(const Finding& finding) {
    const std::string known = link_of_id(finding.id);
    if (finding.id.starts_with("CVE-") && !known.empty()) return "https://nvd.nist.gov/vuln/detail/" + finding.id;
    return known.empty() ? link_of(finding) : known;
}

}  // namespace

std::string dependency_name(const Report& report, const Finding& finding) {
    std::string name;
    if (const Component* component = find_component(report, finding.component)) name = component->name;
    if (name.empty())
        if (const auto purl = Purl::parse(finding.purl)) name = purl->name;
    for (const auto& [ours, theirs] : spellings)
        if (name == ours) return std::string(theirs);
    return name;
}

std::vector<DepCheckerLine> dep_checker_lines(const Report& report) {
    std::vector<DepCheckerLine> lines;
    for (const Finding& finding : report.findings) {
        if (!is_advisory(finding) || finding.status != Status::open) continue;
        const size_t first = lines.size();
        for (const BranchCase& one : cases_of(finding)) {
            if (one.finding.status != Status::open) continue;
            DepCheckerLine line{finding.id, url_of(finding), dependency_name(report, one.finding),
                                version_text(report, one.finding), one.refs};
            // Open with a word of people's and without one is the same here.
            const auto same = std::ranges::find_if(
                lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end(), [&](const DepCheckerLine& other) {
                    return other.version == line.version && other.dependency == line.dependency;
                });
            if (same == lines.end()) lines.push_back(std::move(line));
            else same->branches.insert(same->branches.end(), line.branches.begin(), line.branches.end());
        }
    }
    return lines;
}

std::string branch_text(const Report& report) {
    if (report.subject.ref && !report.subject.ref->empty()) {
        std::string_view ref = *report.subject.ref;
        for (const std::string_view folder : {"refs/heads/", "refs/tags/", "refs/remotes/"})
            if (ref.starts_with(folder)) ref.remove_prefix(folder.size());
        return std::string(ref);
    }
    if (!report.subject.version.empty()) return "v" + report.subject.version;
    return report.subject.name.empty() ? report.subject.path : report.subject.name;
}

}  // namespace ward::report
