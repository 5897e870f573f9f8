// Protection of the default branch: GitLab's releases name commits and no branches. What stands against what:
//
//   protected at all                        no deletion
//   allow_force_push                        force pushes
//   nobody may push (access level 0)        changes come by merge requests
//   code_owner_approval_required            code owners
//   approvals_before_merge                  required approvals
//   reset_approvals_on_push                 stale reviews are dismissed
//
// Pipelines that have to succeed are a setting of the project, and no status of a name.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"

namespace ward::forge {
namespace {

bool nobody_may_push(Answer& answer, const Node& rule) {
    const auto levels = answer.list(&rule, "push_access_levels", 1'000);
    return std::ranges::all_of(levels, [&](const Node& level) {
        return answer.number(&level, "access_level") == 0 && answer.number(&level, "user_id") == std::nullopt &&
               answer.number(&level, "group_id") == std::nullopt &&
               answer.number(&level, "deploy_key_id") == std::nullopt;
    });
}

// Where several rules match, GitLab takes the most permissive, but code owners of any.
Branch branch_of(Answer& answer, const Node& list, const std::string& name) {
    Branch branch{.name = name, .is_protected = false};
    BranchProtection& rules = branch.protection;
    for (const Node& rule : answer.items(list, 100)) {
        if (!glob_match(replace_all(answer.text(&rule, "name"), "*", "**"), name)) continue;
        branch.is_protected = true;
        rules.allows_deletions = false;
        rules.allows_force_pushes =
            rules.allows_force_pushes.value_or(false) || answer.truth(&rule, "allow_force_push").value_or(false);
        rules.requires_pull_request = rules.requires_pull_request.value_or(true) && nobody_may_push(answer, rule);
        rules.requires_code_owners = rules.requires_code_owners.value_or(false) ||
                                     answer.truth(&rule, "code_owner_approval_required").value_or(false);
    }
    return branch;
}

}  // namespace

void gitlab_branches(Collection& all) {
    constexpr std::string_view needed = "a maintainer's token (read_api)";
    if (all.facts.default_branch.empty()) {
        all.facts.branches.emplace();
        return;
    }
    const auto list = all.api.get_list(gitlab_path(all) + "/protected_branches?per_page=100");
    if (!list) return all.gap("branches", list.error(), needed);
    Answer answer;
    Branch branch = branch_of(answer, *list, all.facts.default_branch);
    const auto approvals = all.api.get(gitlab_path(all) + "/approvals");
    if (approvals) {
        branch.protection.required_approvals = answer.number(&*approvals, "approvals_before_merge");
        branch.protection.dismisses_stale_reviews = answer.truth(&*approvals, "reset_approvals_on_push");
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("branches", whole.error());
    if (!approvals)
        all.gap("branches", "not whole: no rules of approval: " +
                                all.api.reason_of(approvals.error(), "a maintainer's token, and GitLab Premium"));
    all.facts.branches.emplace().push_back(std::move(branch));
}

}  // namespace ward::forge
