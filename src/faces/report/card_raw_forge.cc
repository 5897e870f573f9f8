// See card_raw.h: what the forge told.
#include <array>
#include <iterator>

#include "base/text.h"
#include "faces/report/card_raw.h"
#include "judges/scorecard/changesets.h"
#include "judges/scorecard/raw.h"

namespace ward::report {

using scorecard::Card;

namespace {

const forge::ForgeFacts* forge_of(const Card& card, std::string_view check) {
    return was_made(card, check) ? card.facts->forge : nullptr;
}

void write_truth(JsonWriter& json, std::string_view name, const std::optional<bool>& truth) {
    json.key(name);
    if (truth) json.value(*truth);
    else json.null();
}

// FIRST_TIME_CONTRIBUTOR of the forge is "first-time-contributor" here.
void write_author(JsonWriter& json, std::string_view key, const forge::User& user) {
    json.key(key).begin_object();
    json.member("repoAssociation", replace_all(to_lower(user.association), "_", "-"));
    json.member("login", user.login).member("isBot", false).end_object();
}

void write_protection(JsonWriter& json, const forge::BranchProtection& rules) {
    json.begin_object().key("requiredReviewerCount");
    if (rules.required_approvals) json.value(*rules.required_approvals);
    else json.null();
    write_truth(json, "allowsDeletions", rules.allows_deletions);
    write_truth(json, "allowsForcePushes", rules.allows_force_pushes);
    write_truth(json, "requiresCodeOwnerReview", rules.requires_code_owners);
    write_truth(json, "requiredLinearHistory", rules.requires_linear_history);
    write_truth(json, "dismissesStaleReviews", rules.dismisses_stale_reviews);
    write_truth(json, "enforcesAdmin", rules.enforced_for_admins);
    write_truth(json, "requiresStatuChecks",  // as the peer spells it
                rules.status_checks ? std::optional(!rules.status_checks->empty()) : std::nullopt);
    write_truth(json, "requiresUpdatedBranchesToMerge", rules.requires_up_to_date);
    json.key("statusChecksContexts");
    if (rules.status_checks && !rules.status_checks->empty()) json.values(*rules.status_checks);
    else json.null();
    json.end_object();
}

std::string_view name_of(scorecard::ReviewPlatform platform) {
    constexpr std::array<std::string_view, 6> names{"", "GitHub", "Prow", "Gerrit", "Phabricator", "Piper"};
    return names.at(static_cast<size_t>(platform));
}

void write_changeset(JsonWriter& json, const scorecard::Changeset& set) {
    json.begin_object().member("number", set.id).member("platform", name_of(set.platform));
    json.key("reviews").begin_array();
    for (const forge::Review& review : set.reviews) {
        json.begin_object().member("state", review.state).key("reviewer").begin_object();
        json.member("login", review.author.login).member("isBot", review.author.is_bot).end_object().end_object();
    }
    json.end_array().key("authors").begin_array().begin_object();
    json.member("login", set.author.login).member("isBot", false).end_object().end_array();
    json.key("commits").begin_array();
    for (const forge::Commit* commit : set.commits) {
        json.begin_object().member("message", commit->message).member("sha", commit->id);
        json.key("committer").begin_object().member("login", commit->committer.login).member("isBot", false);
        json.end_object().end_object();
    }
    json.end_array().end_object();
}

}  // namespace

void write_raw_issues(JsonWriter& json, const Card& card) {
    const forge::ForgeFacts* forge = forge_of(card, "Maintained");
    json.key("issues");
    if (forge == nullptr || !forge->issues || forge->issues->empty()) {
        json.null();
        return;
    }
    json.begin_array();
    for (const forge::Issue& issue : *forge->issues) {
        json.begin_object().member("createdAt", issue.created);
        write_author(json, "author", issue.author);
        json.member("URL", issue.url).key("comments");
        if (issue.comments.empty()) json.null();
        else json.begin_array();
        for (const forge::IssueComment& comment : issue.comments) {
            json.begin_object().member("createdAt", comment.created);
            write_author(json, "author", comment.author);
            json.end_object();
        }
        if (!issue.comments.empty()) json.end_array();
        json.end_object();
    }
    json.end_array();
}

void write_raw_badge(JsonWriter& json, const Card& card) {
    std::string_view badge = "Unknown";
    const forge::ForgeFacts* forge = forge_of(card, "CII-Best-Practices");
    if (forge != nullptr && forge->badge_level) {
        badge = "NotFound";
        for (const auto& [word, name] : {std::pair<std::string_view, std::string_view>{"gold", "Gold"},
                                         {"silver", "Silver"},
                                         {"passing", "Passing"},
                                         {"in_progress", "InProgress"}})
            if (forge->badge_level->contains(word)) badge = name;
    }
    json.key("openssfBestPracticesBadge").begin_object().member("badge", badge).end_object();
}

void write_raw_branches(JsonWriter& json, const Card& card) {
    const bool made = was_made(card, "Branch-Protection");
    const auto branches = made ? scorecard::judged_branches(*card.facts) : std::vector<const forge::Branch*>();
    json.key("branchProtections").begin_object().key("branches").begin_array();
    for (const forge::Branch* branch : branches) {
        json.begin_object().key("protection");
        if (branch->is_protected.value_or(false)) write_protection(json, branch->protection);
        else json.null();
        json.member("name", branch->name).end_object();
    }
    json.end_array().key("codeownersFiles");
    // The peer has them only where it has branches.
    const auto owners = branches.empty() ? std::vector<std::string>() : scorecard::code_owners_files(*card.facts);
    if (owners.empty()) json.null();
    else json.values(owners);
    json.end_object();
}

void write_raw_contributors(JsonWriter& json, const Card& card) {
    const forge::ForgeFacts* forge = forge_of(card, "Contributors");
    json.key("Contributors").begin_object().key("users");
    if (forge == nullptr || !forge->contributors || forge->contributors->empty()) {
        json.null().end_object();
        return;
    }
    json.begin_array();
    for (const forge::Contributor& person : *forge->contributors) {
        json.begin_object().member("login", person.login);
        if (!person.organisations.empty()) {
            json.key("organization").begin_array();
            for (const std::string& login : person.organisations)
                json.begin_object().member("login", login).end_object();
            json.end_array();
        }
        if (!person.company.empty())
            json.key("company").begin_array().begin_object().member("name", person.company).end_object().end_array();
        if (person.contributions != 0) json.member("NumContributions", person.contributions);
        json.member("isBot", false).end_object();
    }
    json.end_array().end_object();
}

void write_raw_changesets(JsonWriter& json, const Card& card) {
    json.key("defaultBranchChangesets").begin_array();
    const forge::ForgeFacts* forge = forge_of(card, "Code-Review");
    if (forge != nullptr && forge->commits)
        for (const scorecard::Changeset& set : scorecard::changesets_of(*forge->commits)) write_changeset(json, set);
    json.end_array();
}

void write_raw_age(JsonWriter& json, const Card& card) {
    const forge::ForgeFacts* forge = forge_of(card, "Maintained");
    const bool archived = forge != nullptr && forge->archived.value_or(false);
    json.key("archived").begin_object().member("status", archived).end_object();
    // Go's first instant stands for none.
    const std::string created = forge == nullptr || !forge->created ? "0001-01-01T00:00:00Z" : *forge->created;
    json.key("createdAt").begin_object().member("timestamp", created).end_object();
}

void write_raw_releases(JsonWriter& json, const Card& card) {
    json.key("releases").begin_array();
    const forge::ForgeFacts* forge = forge_of(card, "Signed-Releases");
    if (forge != nullptr && forge->releases)
        for (const forge::Release& release : *forge->releases) {
            json.begin_object().member("tag", release.tag).member("url", release.url).key("assets");
            if (release.assets.empty()) json.null();
            else json.begin_array();
            for (const forge::Asset& asset : release.assets)
                json.begin_object().member("path", asset.name).member("url", asset.url).end_object();
            if (!release.assets.empty()) json.end_array();
            json.end_object();
        }
    json.end_array();
}

}  // namespace ward::report
