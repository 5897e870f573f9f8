// The post when the releases are out. It replaces the announcement under the same name and ends with its text:
//
//   notices from after the release, what is available, updates of dependencies, a section for each report, downloads,
//   notices from before the release, the announcement
#include <fmt/core.h>

#include "actions/release/output/report_section.h"

namespace ward::release {
namespace {

Result<std::vector<OutputFile>> make_blog_post(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_date_and_lines(release));
    WARD_TRY_VOID(needs_published_reports(release));
    WARD_TRY_VOID(needs_of_reports(release, "summary", has_summary));
    WARD_TRY_VOID(needs_fixed_versions(release));
    const std::optional<std::string> announced = announcement_of(input.previous);
    if (!input.previous.empty() && !announced)
        return fail(ErrorCode::usage,
                    "the post that was published has no line '# Summary', where its announcement begins");

    const Instant out = *release.lift_at;
    std::string post = front_matter(input, post_instant(out));
    post += notice_sections(release, [&](Instant at) { return at >= out; });
    post += fmt::format("## Security releases available\n\nOut now: new versions of {} {}. {}\n\n",
                        markdown_title(input.project.name), lines_newest_first(release),
                        release.reports.empty() ? "They bring updates of dependencies." : "They fix the issues below.");
    post += dependency_list(release);
    for (const Report& report : release.reports) post += report_section(report);
    post += "## Downloads and release details\n\n" + download_list(release, input.project) + "\n";
    post += notice_sections(release, [&](Instant at) { return at < out; });
    post += announced ? *announced : announcement_text(release, input.project);
    return std::vector<OutputFile>{{release.slug + ".md", std::move(post)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(blog_post) = {.name = "blog-post",
                                  .summary = "the post with what the releases fix, above its announcement",
                                  .phase = Phase::published,
                                  .make = make_blog_post};

}  // namespace ward::release
