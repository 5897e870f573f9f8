// A pull request, known again by its branch.
//   target: OWNER/REPO · content: head, base, title, body
#include "actions/release/run/effect_kind.h"
#include "io/net/pulls.h"

namespace ward::release {
namespace {

Result<net::Pulls*> service_of(Doors& doors, const engine::Effect& effect) {
    if (!doors.pulls) return fail(ErrorCode::usage, "GitHub is not asked here");
    return doors.pulls(effect.target);
}

// The one that is open, or was merged; a person who closed one has a reason.
Result<engine::Sight> look_pull_open(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::string head, content_of(effect, "head"));
    WARD_TRY(net::Pulls * service, service_of(doors, effect));
    WARD_TRY(const std::vector<net::PullRequest> pulls, service->pulls_of(head));
    for (const net::PullRequest& pull : pulls)
        if (pull.open || pull.merged) return engine::Sight{engine::Standing::present, pull.url};
    if (!pulls.empty()) return engine::Sight{engine::Standing::changed, "its pull request was closed"};
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_pull_open(Doors& doors, const engine::Effect& effect) {
    net::NewPullRequest wanted;
    WARD_TRY(wanted.head, content_of(effect, "head"));
    WARD_TRY(wanted.base, content_of(effect, "base"));
    WARD_TRY(wanted.title, content_of(effect, "title"));
    WARD_TRY(wanted.body, content_of(effect, "body"));
    WARD_TRY(net::Pulls * service, service_of(doors, effect));
    WARD_TRY(const net::PullRequest made, service->open_pull(wanted));
    return made.url;
}

}  // namespace

WARD_RELEASE_EFFECT(pull_open) = {.name = "pull.open",
                                  .summary = "open a pull request",
                                  .undo = "close it",
                                  .look = look_pull_open,
                                  .perform = perform_pull_open};

}  // namespace ward::release
