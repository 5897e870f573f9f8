// Protection of the default branch and of those that releases were made from: classic rules and rulesets, the most
// restrictive counting. Whoever is no administrator sees part of a classic rule; rulesets are shown to all who can
// read.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/branch_rules.h"
#include "facts/forge/parts.h"

namespace ward::forge {
namespace {

constexpr size_t most_branches = 31;
constexpr size_t most_contexts = 1'000;
constexpr size_t most_patterns = 1'000;

constexpr std::string_view rulesets = R"( rulesets(first: 100) { nodes { name enforcement target
    conditions { refName { include exclude } }
    bypassActors(first: 1) { nodes { bypassMode } }
    rules(first: 100) { nodes { type parameters {
      ... on PullRequestParameters { dismissStaleReviewsOnPush requireCodeOwnerReview requireLastPushApproval
        requiredApprovingReviewCount }
      ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context } }
    } } } } })";
constexpr std::string_view rules_of_ref = R"( { name
    refUpdateRule { allowsDeletions allowsForcePushes requiredApprovingReviewCount requiredStatusCheckContexts
      requiresCodeOwnerReviews requiresLinearHistory }
    branchProtectionRule { allowsDeletions allowsForcePushes isAdminEnforced requiresStrictStatusChecks
      requiresStatusChecks requiredStatusCheckContexts requiresApprovingReviews requiredApprovingReviewCount
      requiresCodeOwnerReviews dismissesStaleReviews requireLastPushApproval requiresLinearHistory } })";

bool is_commit_id(std::string_view text) {
    return text.size() == 40 &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); });
}

std::vector<std::string> names_of(const ForgeFacts& facts) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (name.empty() || is_commit_id(name) || names.size() == most_branches) return;
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    add(facts.default_branch);
    if (facts.releases)
        for (const Release& release : *facts.releases) {
            add(release.target);
            if (release.target == "master")
                add("main");  // as the forge leads from the one to the other after a renaming
        }
    return names;
}

// What both the full rule and the part that everybody sees have.
BranchProtection common_rules(Answer& answer, const Node* rule) {
    return {.allows_deletions = answer.truth(rule, "allowsDeletions"),
            .allows_force_pushes = answer.truth(rule, "allowsForcePushes"),
            .requires_linear_history = answer.truth(rule, "requiresLinearHistory"),
            .required_approvals = answer.number(rule, "requiredApprovingReviewCount"),
            .requires_code_owners = answer.truth(rule, "requiresCodeOwnerReviews"),
            .status_checks = answer.texts(rule, "requiredStatusCheckContexts", most_contexts)};
}

BranchProtection classic_rules(Answer& answer, const Node* full, const Node* seen) {
    BranchProtection rules = common_rules(answer, full != nullptr ? full : seen);
    if (full == nullptr) {
        // That one is required says that there is a pull request; that none is does not say there is none.
        if (rules.required_approvals.value_or(0) > 0) rules.requires_pull_request = true;
        return rules;
    }
    rules.enforced_for_admins = answer.truth(full, "isAdminEnforced");
    rules.requires_last_push_approval = answer.truth(full, "requireLastPushApproval");
    rules.requires_up_to_date = answer.truth(full, "requiresStrictStatusChecks");
    rules.requires_pull_request = answer.truth(full, "requiresApprovingReviews");
    rules.dismisses_stale_reviews = answer.truth(full, "dismissesStaleReviews");
    if (rules.requires_pull_request == false) rules.required_approvals = 0;
    if (answer.truth(full, "requiresStatusChecks") == false) rules.status_checks.emplace();
    return rules;
}

Ruleset ruleset_of(Answer& answer, const Node& node) {
    Ruleset set;
    set.is_active = answer.text(&node, "enforcement") == "ACTIVE" && answer.text(&node, "target") == "BRANCH";
    const Node* names = answer.table(answer.table(&node, "conditions"), "refName");
    set.include = answer.texts(names, "include", most_patterns);
    set.exclude = answer.texts(names, "exclude", most_patterns);
    BranchProtection& rules = set.rules;
    rules = {.allows_deletions = true,
             .allows_force_pushes = true,
             .requires_linear_history = false,
             .requires_pull_request = false};
    // Null for who may not write: then nobody knows who passes by.
    if (answer.table(&node, "bypassActors") != nullptr)
        rules.enforced_for_admins = answer.nodes(&node, "bypassActors", 1).empty();
    for (const Node& rule : answer.nodes(&node, "rules", 100)) {
        const std::string type = answer.text(&rule, "type");
        const Node* parameters = answer.table(&rule, "parameters");
        if (type == "DELETION") rules.allows_deletions = false;
        if (type == "NON_FAST_FORWARD") rules.allows_force_pushes = false;
        if (type == "REQUIRED_LINEAR_HISTORY") rules.requires_linear_history = true;
        if (type == "PULL_REQUEST") {
            rules.requires_pull_request = true;
            rules.required_approvals = answer.number(parameters, "requiredApprovingReviewCount");
            rules.dismisses_stale_reviews = answer.truth(parameters, "dismissStaleReviewsOnPush");
            rules.requires_code_owners = answer.truth(parameters, "requireCodeOwnerReview");
            rules.requires_last_push_approval = answer.truth(parameters, "requireLastPushApproval");
        }
        if (type == "REQUIRED_STATUS_CHECKS") {
            rules.requires_up_to_date = answer.truth(parameters, "strictRequiredStatusChecksPolicy");
            rules.status_checks.emplace();
            for (const Node& check : answer.list(parameters, "requiredStatusChecks", most_contexts))
                rules.status_checks->push_back(answer.text(&check, "context"));
        }
    }
    return set;
}

Branch branch_of(Answer& answer, const Node* ref, const std::string& default_branch, const std::vector<Ruleset>& sets) {
    Branch branch{.name = answer.text(ref, "name"), .is_protected = false};
    const Node* full = answer.table(ref, "branchProtectionRule");
    const Node* seen = answer.table(ref, "refUpdateRule");
    if (full != nullptr || seen != nullptr) {
        branch.is_protected = true;
        branch.protection = classic_rules(answer, full, seen);
    }
    for (const Ruleset& set : sets) {
        if (!applies(set, branch.name, default_branch)) continue;
        branch.is_protected = true;
        add_rules(branch.protection, set.rules);
    }
    return branch;
}

Result<GraphAnswer> question(Collection& all, const std::vector<std::string>& names) {
    const std::string& name = all.facts.name;
    std::string parameters;
    std::string refs;
    Variables variables{{"owner", quoted(name.substr(0, name.find('/')))},
                        {"name", quoted(name.substr(name.find('/') + 1))}};
    for (size_t i = 0; i < names.size(); ++i) {
        parameters += fmt::format(", $b{}: String!", i);
        refs += fmt::format(" b{}: ref(qualifiedName: $b{}){}", i, i, rules_of_ref);
        variables.emplace_back(fmt::format("b{}", i), quoted("refs/heads/" + names[i]));
    }
    return all.api.graph(fmt::format("query branches($owner: String!, $name: String!{}) {{ repository(owner: $owner, "
                                     "name: $name) {{{}{} }} }}",
                                     parameters, rulesets, refs),
                         variables, 0);
}

}  // namespace

void github_branches(Collection& all) {
    constexpr std::string_view needed = "an administrator's token (administration: read) for classic protection rules";
    const std::vector<std::string> names = names_of(all.facts);
    if (names.empty()) {
        all.facts.branches.emplace();
        return;
    }
    const auto given = question(all, names);
    if (!given) return all.gap("branches", given.error(), needed);
    Answer answer;
    const Node* repository = answer.table(given->data(), "repository");
    const GraphError* no_sets = given->error_at("rulesets");
    const GraphError* hidden = given->error_at("branchProtectionRule");
    if (hidden == nullptr) hidden = given->error_at("refUpdateRule");
    if (repository == nullptr) return all.gap("branches", "the answer has no repository");
    std::vector<Ruleset> sets;
    for (const Node& node : answer.nodes(repository, "rulesets", 100)) sets.push_back(ruleset_of(answer, node));
    std::vector<Branch> branches;
    for (size_t i = 0; i < names.size(); ++i) {
        // Null: there is no such branch any more.
        const Node* ref = answer.table(repository, fmt::format("b{}", i));
        if (ref != nullptr) branches.push_back(branch_of(answer, ref, all.facts.default_branch, sets));
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("branches", whole.error());
    const auto words = [&](const GraphError& error) {
        return fmt::format("{}{}{}; needs {}", error.type, error.type.empty() ? "" : ": ", error.message, needed);
    };
    // Nothing is known of a branch whose rules are hidden, unless a ruleset is its rule.
    const bool none_known = std::ranges::none_of(branches, [](const Branch& b) { return b.is_protected == true; });
    if (hidden != nullptr && none_known) return all.gap("branches", words(*hidden));
    if (hidden != nullptr) {
        all.gap("branches", "not whole: " + words(*hidden));
        for (Branch& branch : branches)
            if (branch.is_protected == false) branch.is_protected.reset();
    }
    if (no_sets != nullptr) all.gap("branches", fmt::format("not whole: rulesets: {}", no_sets->message));
    all.facts.branches = std::move(branches);
}

}  // namespace ward::forge
