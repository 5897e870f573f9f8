// The heads-up issue of each team, and the comments that follow: a first line with the title, a blank line, the body.
#include <fmt/core.h>

#include "actions/release/output/heads_up.h"
#include "actions/release/output/post.h"

namespace ward::release {
namespace {

Result<std::vector<OutputFile>> make_issue(const OutputInput& input) {
    const Release& release = input.release;
    WARD_TRY_VOID(needs_date_and_lines(release));
    std::vector<OutputFile> files;
    for (const HeadsUp& heads_up : input.project.heads_up) {
        const IssueText issue = heads_up_issue(heads_up, input.project, release);
        files.push_back({fmt::format("issue-{}.md", heads_up.name), issue.title + "\n\n" + issue.body});
    }
    files.push_back({"issue-moved.md", heads_up_moved(release)});
    files.push_back({"issue-closing.md", heads_up_closing(input.project, release)});
    return files;
}

}  // namespace

WARD_RELEASE_OUTPUT(issue) = {.name = "issue",
                              .summary = "heads-up issues for other teams, and the comments that follow",
                              .phase = Phase::announcement,
                              .make = make_issue};

}  // namespace ward::release
