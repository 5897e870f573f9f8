// A pull request of the private repository that is not needed any more: its fix is out.
//   target: OWNER/REPO#NUMBER
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/issue_place.h"

namespace ward::release {
namespace {

Result<engine::Sight> look_pull_close(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const IssuePlace place, issue_place(effect));
    WARD_TRY(net::Forge * forge, doors.forge(place.repository));
    WARD_TRY(const net::Issue issue, forge->issue(place.number));
    if (!issue.open) return engine::Sight{engine::Standing::present, place.url("pull")};
    if (!issue.pull_request) return engine::Sight{engine::Standing::changed, "it is no pull request"};
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_pull_close(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const IssuePlace place, issue_place(effect));
    WARD_TRY(net::Forge * forge, doors.forge(place.repository));
    const net::IssueChange change{.open = false};
    WARD_TRY([[maybe_unused]] const net::Issue issue, forge->change_issue(place.number, change));
    return place.url("pull");
}

}  // namespace

WARD_RELEASE_EFFECT(pull_close) = {.name = "pull.close",
                                   .summary = "close a pull request of the private repository",
                                   .undo = "open it again",
                                   .look = look_pull_close,
                                   .perform = perform_pull_close};

}  // namespace ward::release
