// See branch_rules.h. All wording is ossf/scorecard's, which people search for.
#include "judges/scorecard/branch_rules.h"

#include <array>

#include <fmt/core.h>

namespace ward::scorecard {
namespace {

using forge::Branch;

ProbeFinding answer(Outcome outcome, std::string message) {
    return {.outcome = outcome, .message = std::move(message)};
}

// Most settings: required or not, in words that only differ in the setting's name.
ProbeFinding requirement(const std::optional<bool>& setting, std::string_view words, const Branch& branch) {
    if (!setting) {
        return answer(
            Outcome::not_available,
            fmt::format("unable to retrieve whether '{}' is required to merge on branch '{}'", words, branch.name));
    }
    return *setting ? answer(Outcome::yes, fmt::format("'{}' is required to merge on branch '{}'", words, branch.name))
                    : answer(Outcome::no, fmt::format("'{}' is disabled on branch '{}'", words, branch.name));
}

ProbeFinding prohibition(const std::optional<bool>& allowed, std::string_view words, std::string_view unknown,
                         const Branch& branch) {
    if (!allowed) return answer(Outcome::not_available, std::string(unknown));
    return answer(*allowed ? Outcome::no : Outcome::yes,
                  fmt::format("'{}' {} on branch '{}'", words, *allowed ? "enabled" : "disabled", branch.name));
}

ProbeFinding deletion(const Branch& branch, bool /*has_code_owners*/) {
    return prohibition(branch.protection.allows_deletions, "allow deletion",
                       "could not determine whether branch is protected against deletion", branch);
}

ProbeFinding force_push(const Branch& branch, bool /*has_code_owners*/) {
    return prohibition(branch.protection.allows_force_pushes, "force pushes",
                       "could not determine whether for push is allowed", branch);
}

ProbeFinding protection(const Branch& branch, bool /*has_code_owners*/) {
    return branch.is_protected.value_or(false)
               ? answer(Outcome::yes, fmt::format("branch '{}' is protected", branch.name))
               : answer(Outcome::no, fmt::format("branch '{}' is not protected", branch.name));
}

ProbeFinding admins(const Branch& branch, bool /*has_code_owners*/) {
    return requirement(branch.protection.enforced_for_admins, "branch protection settings apply to administrators",
                       branch);
}

ProbeFinding stale_reviews(const Branch& branch, bool /*has_code_owners*/) {
    return requirement(branch.protection.dismisses_stale_reviews, "stale review dismissal", branch);
}

ProbeFinding approvers(const Branch& branch, bool /*has_code_owners*/) {
    const std::optional<int64_t>& count = branch.protection.required_approvals;
    if (!count) {
        return answer(
            Outcome::not_available,
            fmt::format("could not determine whether branch '{}' has required approving review count", branch.name));
    }
    ProbeFinding out =
        *count > 0 ? answer(Outcome::yes,
                            fmt::format("required approving review count is {} on branch '{}'", *count, branch.name))
                   : answer(Outcome::no, fmt::format("branch '{}' does not require approvers", branch.name));
    out.values["numberOfRequiredReviewers"] = std::to_string(*count);
    return out;
}

ProbeFinding code_owners(const Branch& branch, bool has_code_owners) {
    const std::optional<bool>& required = branch.protection.requires_code_owners;
    if (!required) return answer(Outcome::not_available, "could not determine whether codeowners review is allowed");
    if (!*required) {
        return answer(Outcome::no, fmt::format("codeowners review is not required on branch '{}'", branch.name));
    }
    if (!has_code_owners) {
        return answer(Outcome::no, "codeowners review is required - but no codeowners file found in repo");
    }
    return answer(Outcome::yes, fmt::format("codeowner review is required on branch '{}'", branch.name));
}

ProbeFinding last_push(const Branch& branch, bool /*has_code_owners*/) {
    return requirement(branch.protection.requires_last_push_approval, "last push approval", branch);
}

ProbeFinding up_to_date(const Branch& branch, bool /*has_code_owners*/) {
    return requirement(branch.protection.requires_up_to_date, "up-to-date branches", branch);
}

// Checks that cannot be read are none.
ProbeFinding status_checks(const Branch& branch, bool /*has_code_owners*/) {
    const auto& contexts = branch.protection.status_checks;
    return contexts && !contexts->empty()
               ? answer(Outcome::yes, fmt::format("status check found to merge onto on branch '{}'", branch.name))
               : answer(Outcome::no, fmt::format("no status checks found to merge onto branch '{}'", branch.name));
}

ProbeFinding pull_requests(const Branch& branch, bool /*has_code_owners*/) {
    const std::optional<bool>& required = branch.protection.requires_pull_request;
    if (!required) {
        return answer(Outcome::not_available,
                      fmt::format("could not determine whether branch '{}' requires PRs to change code", branch.name));
    }
    if (*required) {
        return answer(Outcome::yes,
                      fmt::format("PRs are required in order to make changes on branch '{}'", branch.name));
    }
    // Not a slip of ours: the peer has no space between these sentences.
    return answer(Outcome::no,
                  fmt::format("PRs are not required to make changes on branch '{}'; or we don't have data to detect "
                              "it.If you think it might be the latter, make sure to run Scorecard with a PAT or use "
                              "Repo Rules (that are always public) instead of Branch Protection settings",
                              branch.name));
}

constexpr std::array<BranchRule, 11> rules{{
    {.probe = "blocksDeleteOnBranches", .tier = 1, .is_always_counted = true, .look = deletion},
    {.probe = "blocksForcePushOnBranches", .tier = 1, .is_always_counted = true, .look = force_push},
    {.probe = "branchesAreProtected", .look = protection},
    {.probe = "branchProtectionAppliesToAdmins", .tier = 5, .unreadable = WhenUnreadable::debug, .look = admins},
    {.probe = "dismissesStaleReviews", .tier = 5, .unreadable = WhenUnreadable::debug, .look = stale_reviews},
    {.probe = "requiresApproversForPullRequests", .tier = 4, .is_always_counted = true, .look = approvers},
    {.probe = "requiresCodeOwnersReview",
     .tier = 4,
     .unreadable = WhenUnreadable::warn,
     .is_always_counted = true,
     .look = code_owners},
    {.probe = "requiresLastPushApproval", .tier = 2, .unreadable = WhenUnreadable::debug, .look = last_push},
    {.probe = "requiresUpToDateBranches", .tier = 2, .unreadable = WhenUnreadable::debug, .look = up_to_date},
    {.probe = "runsStatusChecksBeforeMerging", .tier = 3, .is_always_counted = true, .look = status_checks},
    {.probe = "requiresPRsToChangeCode", .tier = 2, .unreadable = WhenUnreadable::debug, .look = pull_requests},
}};

}  // namespace

std::span<const BranchRule> branch_rules() {
    return rules;
}

}  // namespace ward::scorecard
