// Trailers of the commits that fix a report, one file for each line and report, as `git commit --trailer` and landing
// tools want them. They name private pull requests and ids that are not public yet.
#include <fmt/core.h>

#include "actions/release/output/post.h"

namespace ward::release {
namespace {

Result<std::vector<OutputFile>> make_commit_trailers(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_of_reports(release, "cves", [](const Report& report) { return !report.cves.empty(); }));
    std::vector<OutputFile> files;
    for (const Report& report : release.reports) {
        for (const Range& range : report.ranges) {
            std::string text;
            if (!range.pull.empty()) text += fmt::format("PR-URL: {}\n", range.pull);
            for (const std::string& cve : report.cves) text += fmt::format("CVE-ID: {}\n", cve);
            files.push_back({fmt::format("trailers-{}-{}.txt", range.line, report.cves.front()), std::move(text)});
        }
    }
    return files;
}

}  // namespace

WARD_RELEASE_OUTPUT(commit_trailers) = {.name = "commit-trailers",
                                        .summary = "PR-URL and CVE-ID of the commits that fix a report in a line",
                                        .phase = Phase::internal,
                                        .make = make_commit_trailers};

}  // namespace ward::release
