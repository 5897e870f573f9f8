#include "facts/forge/branch_rules.h"

#include <algorithm>

#include "base/text.h"

namespace ward::forge {
namespace {

void most_restrictive(std::optional<bool>& base, const std::optional<bool>& more, bool restrictive) {
    if (!base || more == restrictive) base = more ? more : base;
}

}  // namespace

bool applies(const Ruleset& set, std::string_view branch, std::string_view default_branch) {
    const std::string ref = "refs/heads/" + std::string(branch);
    const auto matches = [&](const std::string& pattern) {
        if (pattern == "~ALL") return true;
        if (pattern == "~DEFAULT_BRANCH") return branch == default_branch;
        return glob_match(pattern, ref);
    };
    return set.is_active && std::ranges::any_of(set.include, matches) && std::ranges::none_of(set.exclude, matches);
}

void add_rules(BranchProtection& base, const BranchProtection& more) {
    most_restrictive(base.allows_deletions, more.allows_deletions, false);
    most_restrictive(base.allows_force_pushes, more.allows_force_pushes, false);
    most_restrictive(base.enforced_for_admins, more.enforced_for_admins, false);
    most_restrictive(base.requires_linear_history, more.requires_linear_history, true);
    most_restrictive(base.requires_last_push_approval, more.requires_last_push_approval, true);
    most_restrictive(base.requires_up_to_date, more.requires_up_to_date, true);
    most_restrictive(base.requires_pull_request, more.requires_pull_request, true);
    most_restrictive(base.dismisses_stale_reviews, more.dismisses_stale_reviews, true);
    most_restrictive(base.requires_code_owners, more.requires_code_owners, true);
    if (more.required_approvals)
        base.required_approvals = std::max(base.required_approvals.value_or(0), *more.required_approvals);
    if (!more.status_checks) return;
    if (!base.status_checks) base.status_checks.emplace();
    for (const std::string& check : *more.status_checks)
        if (std::ranges::find(*base.status_checks, check) == base.status_checks->end())
            base.status_checks->push_back(check);
}

}  // namespace ward::forge
