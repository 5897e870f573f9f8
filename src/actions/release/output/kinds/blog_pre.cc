// The announcement: that there will be releases, when, of which lines, and how bad it is. Nothing of what it is about.
#include "actions/release/output/post.h"

namespace ward::release {
namespace {

Result<std::vector<OutputFile>> make_blog_pre(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_date_and_lines(release));
    WARD_TRY_VOID(needs_of_reports(release, "severity",
                                   [](const Report& report) { return report.severity != Severity::unknown; }));
    // A release that is moved was announced when it was.
    const std::string announced = date_of(input.previous);
    std::string post = front_matter(input, announced.empty() ? post_instant(input.now) : announced);
    post += notice_sections(release, [](Instant) { return true; });
    post += announcement_text(release, input.project);
    return std::vector<OutputFile>{{release.slug + ".md", std::move(post)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(blog_pre) = {.name = "blog-pre",
                                 .summary = "the post that announces the release",
                                 .phase = Phase::announcement,
                                 .make = make_blog_pre};

}  // namespace ward::release
