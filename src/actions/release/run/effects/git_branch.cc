// A branch of the project's checkout, here and not anywhere else.
//   target: "project REF" · content: commit · requires: commit (where it was; "absent": it was not)
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/project_checkout.h"

namespace ward::release {
namespace {

constexpr std::string_view absent = "absent";

struct Place {
    update::GitWork git;
    std::string ref;
};

Result<Place> place_of_git_branch(Doors& doors, const engine::Effect& effect) {
    const size_t blank = effect.target.find(' ');
    if (blank == std::string::npos) return fail(ErrorCode::damaged, "a branch without its checkout");
    WARD_TRY(const Checkout* checkout, doors.checkout(effect.target.substr(0, blank)));
    WARD_TRY(update::GitWork git, update::GitWork::open(checkout->folder));
    return Place{.git = std::move(git), .ref = effect.target.substr(blank + 1)};
}

Result<std::string> before_of(const engine::Effect& effect) {
    const auto found = effect.requires_state.find("commit");
    if (found == effect.requires_state.end()) return fail(ErrorCode::damaged, "a branch without where it was");
    return found->second;
}

Result<engine::Sight> look_git_branch(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::string commit, content_of(effect, "commit"));
    WARD_TRY(const std::string before, before_of(effect));
    WARD_TRY(const Place place, place_of_git_branch(doors, effect));
    WARD_TRY(const auto there, place.git.commit_of(place.ref));
    if (there == commit) return engine::Sight{engine::Standing::present, commit};
    if (there.value_or(std::string(absent)) == before) return engine::Sight{engine::Standing::missing};
    return engine::Sight{engine::Standing::changed, "the branch moved since the plan was made"};
}

Result<std::string> perform_git_branch(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(std::string commit, content_of(effect, "commit"));
    WARD_TRY(const std::string before, before_of(effect));
    WARD_TRY(const Place place, place_of_git_branch(doors, effect));
    WARD_TRY_VOID(place.git.move_ref(place.ref, commit, before == absent ? "" : before, "ward release"));
    return commit;
}

}  // namespace

WARD_RELEASE_EFFECT(git_branch) = {.name = "git.branch",
                                   .summary = "move a branch of the project's checkout",
                                   .undo = "git update-ref to where it was",
                                   .look = look_git_branch,
                                   .perform = perform_git_branch};

}  // namespace ward::release
