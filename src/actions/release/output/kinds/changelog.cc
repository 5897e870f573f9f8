// The notable changes of each line's release:
//
//   * (CVE-2026-48618) tls: TITLE (Matteo Collina) – High
//
// Only what this release fixes in the line: not what an earlier version of it has.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/markdown.h"
#include "actions/release/output/post.h"
#include "base/text.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

bool fixes(const Line& line, const Report& report) {
    return std::ranges::any_of(report.ranges, [&](const Range& range) {
        return range.line == line.name && range.fixed == line.fixed_version;
    });
}

std::string change_line(const Report& report) {
    std::vector<std::string> authors = credited(report, CreditKind::developer);
    for (std::string& author : authors) author = escape_markdown(author);
    const std::string subsystem = report.subsystem.empty() ? "" : escape_markdown_within(report.subsystem) + ": ";
    const std::string author = authors.empty() ? "" : fmt::format(" ({})", join(authors, ", "));
    return fmt::format("* ({}) {}{}{} – {}\n", join(report.cves, ", "), subsystem, markdown_title(report.title), author,
                       capital_rating(report.severity));
}

Result<std::vector<OutputFile>> make_changelog(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_date_and_lines(release));
    WARD_TRY_VOID(needs_published_reports(release));
    WARD_TRY_VOID(needs_fixed_versions(release));
    std::vector<OutputFile> files;
    for (const Line& line : release.lines) {
        std::string text = "This is a security release.\n\n### Notable Changes\n\n";
        for (const Report& report : release.reports)
            if (fixes(line, report)) text += change_line(report);
        files.push_back({fmt::format("changelog-{}.md", line.name), std::move(text)});
    }
    return files;
}

}  // namespace

WARD_RELEASE_OUTPUT(changelog) = {.name = "changelog",
                                  .summary = "the notable changes of each line's changelog",
                                  .phase = Phase::published,
                                  .make = make_changelog};

}  // namespace ward::release
