// The title of an issue that says the date. One that somebody else changed is left alone.
//   target: OWNER/REPO#NUMBER · content: title · requires: title
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/issue_place.h"

namespace ward::release {
namespace {

Result<engine::Sight> look_issue_retitle(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const IssuePlace place, issue_place(effect));
    WARD_TRY(const std::string title, content_of(effect, "title"));
    WARD_TRY(net::Forge * forge, doors.forge(place.repository));
    WARD_TRY(const net::Issue issue, forge->issue(place.number));
    if (issue.title == title) return engine::Sight{engine::Standing::present, place.url()};
    const auto expected = effect.requires_state.find("title");
    if (expected == effect.requires_state.end() || expected->second == issue.title)
        return engine::Sight{engine::Standing::missing};
    return engine::Sight{engine::Standing::changed, "the title was changed since the plan was made"};
}

Result<std::string> perform_issue_retitle(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const IssuePlace place, issue_place(effect));
    net::IssueChange change;
    WARD_TRY(change.title, content_of(effect, "title"));
    WARD_TRY(net::Forge * forge, doors.forge(place.repository));
    WARD_TRY([[maybe_unused]] const net::Issue issue, forge->change_issue(place.number, change));
    return place.url();
}

}  // namespace

WARD_RELEASE_EFFECT(issue_retitle) = {.name = "issue.retitle",
                                      .summary = "change the title of an issue",
                                      .undo = "write the title that was there",
                                      .look = look_issue_retitle,
                                      .perform = perform_issue_retitle};

}  // namespace ward::release
