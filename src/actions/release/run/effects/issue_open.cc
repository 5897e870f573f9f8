// An issue in a repository of others. Known again by its marker, whoever may have touched its text.
//   target: OWNER/REPO · content: title, body (with the marker's line), marker
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/issue_place.h"

namespace ward::release {
namespace {

std::string url_of(const engine::Effect& effect, int64_t number) {
    return fmt::format("https://github.com/{}/issues/{}", effect.target, number);
}

Result<engine::Sight> look_issue_open(Doors& doors, const engine::Effect& effect, engine::Doubt doubt) {
    WARD_TRY(const std::string marker, content_of(effect, "marker"));
    WARD_TRY(net::Forge * forge, doors.forge(effect.target));
    WARD_TRY(const auto login, forge->own_login());
    // Behind a write that may have arrived, all of them: lists of the newest can lag.
    WARD_TRY(const std::vector<net::Issue> issues,
             doubt == engine::Doubt::sent ? forge->issues() : forge->newest_issues());
    for (const net::Issue& issue : issues) {
        if (issue.pull_request || !issue.body.contains(marker) || !may_be_ours(issue.author, login)) continue;
        return engine::Sight{engine::Standing::present, url_of(effect, issue.number)};
    }
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_issue_open(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(std::string title, content_of(effect, "title"));
    WARD_TRY(std::string body, content_of(effect, "body"));
    WARD_TRY(net::Forge * forge, doors.forge(effect.target));
    WARD_TRY(const net::Issue issue, forge->open_issue({.title = std::move(title), .body = std::move(body)}));
    return url_of(effect, issue.number);
}

}  // namespace

WARD_RELEASE_EFFECT(issue_open) = {.name = "issue.open",
                                   .summary = "open an issue in another repository",
                                   .undo = "close it with a comment",
                                   .look = look_issue_open,
                                   .perform = perform_issue_open};

}  // namespace ward::release
