// A branch of the project's checkout goes to a remote of the group. What is embargoed is judged again at the moment of
// the push, by where that remote really pushes to.
//   target: "project REMOTE BRANCH" · content: commit · requires: commit (what the remote has; "absent")
#include <fmt/core.h>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/project_checkout.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view absent = "absent";

struct Place {
    update::GitWork git;
    std::string folder;
    std::string remote;
    std::string branch;
};

Result<Place> place_of_git_push(Doors& doors, const engine::Effect& effect) {
    const auto words = split(effect.target, ' ');
    if (words.size() != 3) return fail(ErrorCode::damaged, "a push without its remote and branch");
    WARD_TRY(const Checkout* checkout, doors.checkout(words[0]));
    WARD_TRY(update::GitWork git, update::GitWork::open(checkout->folder));
    return Place{.git = std::move(git),
                 .folder = checkout->folder,
                 .remote = std::string(words[1]),
                 .branch = std::string(words[2])};
}

Result<std::string> tip_there(Doors& doors, const Place& place) {
    WARD_TRY(const auto tip, place.git.remote_tip(place.remote, place.branch, doors.git_credentials));
    return tip.value_or(std::string(absent));
}

Result<engine::Sight> look_git_push(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::string commit, content_of(effect, "commit"));
    WARD_TRY(const Place place, place_of_git_push(doors, effect));
    WARD_TRY(const std::string there, tip_there(doors, place));
    if (there == commit) return engine::Sight{engine::Standing::present, commit};
    const auto before = effect.requires_state.find("commit");
    if (before != effect.requires_state.end() && before->second == there)
        return engine::Sight{engine::Standing::missing};
    return engine::Sight{engine::Standing::changed, "the branch moved there since the plan was made"};
}

Result<std::string> perform_git_push(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(std::string commit, content_of(effect, "commit"));
    WARD_TRY(const Place place, place_of_git_push(doors, effect));
    if (!doors.push_refusals) return fail(ErrorCode::unsupported, "nobody judges this push");
    WARD_TRY(const std::vector<std::string> reasons,
             doors.push_refusals(place.folder, place.remote, commit, "refs/heads/" + place.branch));
    if (!reasons.empty()) return fail(ErrorCode::unsupported, "embargo: " + reasons.front());
    WARD_TRY(const std::string there, tip_there(doors, place));
    WARD_TRY_VOID(
        place.git.push(place.remote, commit, place.branch, there == absent ? "" : there, doors.git_credentials));
    return commit;
}

}  // namespace

WARD_RELEASE_EFFECT(git_push) = {.name = "git.push",
                                 .summary = "push a branch to a private remote of the project",
                                 .undo = "delete the branch there, or push what it had",
                                 .look = look_git_push,
                                 .perform = perform_git_push};

}  // namespace ward::release
