// A short text for social networks when the releases are out, in the 280 characters that the narrowest of them takes
// for up to six lines of releases.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/mail.h"
#include "base/text.h"

namespace ward::release {
namespace {

// "2 high, 6 medium", the worst first; empty without reports.
std::string counts(const Release& release) {
    std::vector<std::string> words;
    for (const Severity severity :
         {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::none}) {
        const auto count = std::ranges::count(release.reports, severity, &Report::severity);
        if (count > 0) words.push_back(fmt::format("{} {}", count, name_of(severity)));
    }
    return join(words, ", ");
}

Result<std::vector<OutputFile>> make_social(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_date_and_lines(release));
    WARD_TRY_VOID(needs_published_reports(release));
    WARD_TRY_VOID(needs_fixed_versions(release));
    const std::vector<std::string> versions = fixed_versions(release);
    const std::string what = release.reports.empty() ? "with updated dependencies"
                                                     : fmt::format("that fix {} severity issue{}", counts(release),
                                                                   release.reports.size() == 1 ? "" : "s");
    return std::vector<OutputFile>{
        {"social.txt", fmt::format("Security releases of {} {}: {}. Please update. {}\n", input.project.name, what,
                                   listed(versions), post_link(release, input.project))}};
}

}  // namespace

WARD_RELEASE_OUTPUT(social) = {.name = "social",
                               .summary = "a short text for social networks when the releases are out",
                               .phase = Phase::published,
                               .make = make_social};

}  // namespace ward::release
