// The text that a project publishes when one of its dependencies announces vulnerabilities: which branch has which
// version, and whether and why it is affected, from the findings and what people decided about them. Markdown with the
// front matter of nodejs.org's blog (category vulnerability). What nobody has decided is said to be under assessment.
#include "faces/report/assessment_post.h"
#include "faces/report/report.h"

namespace ward::report {
namespace {

std::string write_post(const Report& report, const Style& style) {
    const std::string& name = report.subject.name.empty() ? report.subject.path : report.subject.name;
    return post_markdown(post_topics(report), {name, style.publisher, report.started, report.summary.complete});
}

}  // namespace

WARD_REPORT(post) = {
    .name = "post",
    .media_type = "text/markdown; charset=utf-8",
    .extension = ".post.md",
    .summary = "the assessment that a project publishes about its dependencies' advisories: branch by branch",
    .write = write_post,
};

}  // namespace ward::report
