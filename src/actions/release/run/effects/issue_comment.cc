// A comment on an issue, and its closing where `close` says so. Known again by its marker in a comment of ours.
//   target: OWNER/REPO#NUMBER · content: body (with the marker's line), marker, close ("yes", "no")
#include <algorithm>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/issue_place.h"

namespace ward::release {
namespace {

Result<bool> is_commented(net::Forge& forge, const IssuePlace& place, const std::string& marker) {
    WARD_TRY(const auto login, forge.own_login());
    WARD_TRY(const std::vector<net::Comment> comments, forge.comments(place.number));
    return std::ranges::any_of(comments, [&](const net::Comment& comment) {
        return comment.body.contains(marker) && may_be_ours(comment.author, login);
    });
}

Result<engine::Sight> look_issue_comment(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const IssuePlace place, issue_place(effect));
    WARD_TRY(const std::string marker, content_of(effect, "marker"));
    WARD_TRY(const std::string close, content_of(effect, "close"));
    WARD_TRY(net::Forge * forge, doors.forge(place.repository));
    WARD_TRY(const bool commented, is_commented(*forge, place, marker));
    if (!commented) return engine::Sight{engine::Standing::missing};
    WARD_TRY(const net::Issue issue, forge->issue(place.number));
    if (close == "yes" && issue.open) return engine::Sight{engine::Standing::missing};
    return engine::Sight{engine::Standing::present, place.url()};
}

Result<std::string> perform_issue_comment(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const IssuePlace place, issue_place(effect));
    WARD_TRY(const std::string marker, content_of(effect, "marker"));
    WARD_TRY(const std::string body, content_of(effect, "body"));
    WARD_TRY(const std::string close, content_of(effect, "close"));
    WARD_TRY(net::Forge * forge, doors.forge(place.repository));
    // Half of it may be done: a comment is not written twice because the closing failed.
    WARD_TRY(const bool commented, is_commented(*forge, place, marker));
    if (!commented) WARD_TRY_VOID(forge->comment(place.number, body));
    if (close == "yes") {
        const net::IssueChange change{.open = false, .reason = "completed"};
        WARD_TRY([[maybe_unused]] const net::Issue issue, forge->change_issue(place.number, change));
    }
    return place.url();
}

}  // namespace

WARD_RELEASE_EFFECT(issue_comment) = {.name = "issue.comment",
                                      .summary = "comment on an issue, and close it",
                                      .undo = "delete the comment and open the issue again",
                                      .look = look_issue_comment,
                                      .perform = perform_issue_comment};

}  // namespace ward::release
