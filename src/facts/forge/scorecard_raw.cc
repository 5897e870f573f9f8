#include "facts/forge/scorecard_raw.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "facts/forge/answer.h"
#include "facts/forge/facts_file.h"
#include "formats/document.h"

namespace ward::forge {
namespace {

User user_of(Answer& raw, const Node* node) {
    return {.login = raw.text(node, "login"),
            .is_bot = raw.truth(node, "isBot").value_or(false),
            .association = raw.text(node, "repoAssociation")};
}

// The peer groups commits by what brought them; each commit gets its own copy of that.
std::vector<Commit> commits_of(Answer& raw, const Node& results) {
    std::vector<Commit> commits;
    for (const Node& change : raw.list(&results, "defaultBranchChangesets", max_list_items)) {
        std::optional<PullRequest> request;
        const std::string platform = raw.text(&change, "platform");
        if (const auto number = to_number<int64_t>(raw.text(&change, "number"));
            number && (platform == "GitHub" || platform == "Prow" || platform == "GitLab")) {
            request.emplace().number = *number;
            if (platform == "Prow") request->labels = {"lgtm"};  // which is how the peer knows it
            for (const Node& author : raw.list(&change, "authors", max_list_items))
                request->author = user_of(raw, &author);
            for (const Node& review : raw.list(&change, "reviews", max_list_items))
                request->reviews.push_back({user_of(raw, raw.table(&review, "reviewer")), raw.text(&review, "state")});
        }
        for (const Node& node : raw.list(&change, "commits", max_list_items)) {
            Commit commit{.id = raw.text(&node, "sha"),
                          .date = {},
                          .message = raw.text(&node, "message"),
                          .author = {},
                          .committer = user_of(raw, raw.table(&node, "committer"))};
            commit.pull_request = request;
            commits.push_back(std::move(commit));
        }
    }
    return commits;
}

std::vector<Issue> issues_of(Answer& raw, const Node& results) {
    std::vector<Issue> issues;
    for (const Node& node : raw.list(&results, "issues", max_list_items)) {
        Issue issue{.url = raw.text(&node, "URL"),
                    .author = user_of(raw, raw.table(&node, "author")),
                    .created = raw.time(&node, "createdAt")};
        if (issue.created.empty()) raw.refuse("an issue has no date");
        for (const Node& comment : raw.list(&node, "comments", max_list_items))
            if (std::string created = raw.time(&comment, "createdAt"); !created.empty())
                issue.comments.push_back({user_of(raw, raw.table(&comment, "author")), std::move(created)});
        issues.push_back(std::move(issue));
    }
    return issues;
}

std::vector<Branch> branches_of(Answer& raw, const Node* protections) {
    std::vector<Branch> branches;
    for (const Node& node : raw.list(protections, "branches", max_list_items)) {
        const Node* rules = raw.table(&node, "protection");
        Branch branch{.name = raw.text(&node, "name"), .is_protected = rules != nullptr};
        BranchProtection& into = branch.protection;
        into.allows_deletions = raw.truth(rules, "allowsDeletions");
        into.allows_force_pushes = raw.truth(rules, "allowsForcePushes");
        into.enforced_for_admins = raw.truth(rules, "enforcesAdmin");
        into.requires_linear_history = raw.truth(rules, "requiredLinearHistory");
        into.requires_up_to_date = raw.truth(rules, "requiresUpdatedBranchesToMerge");
        into.required_approvals = raw.number(rules, "requiredReviewerCount");
        into.dismisses_stale_reviews = raw.truth(rules, "dismissesStaleReviews");
        into.requires_code_owners = raw.truth(rules, "requiresCodeOwnerReview");
        if (rules != nullptr && rules->find("statusChecksContexts") != nullptr)
            into.status_checks = raw.texts(rules, "statusChecksContexts", max_list_items);
        branches.push_back(std::move(branch));
    }
    return branches;
}

std::vector<Release> releases_of(Answer& raw, const Node& results) {
    std::vector<Release> releases;
    for (const Node& node : raw.list(&results, "releases", max_list_items)) {
        Release release{.tag = raw.text(&node, "tag"), .target = {}, .url = raw.text(&node, "url")};
        for (const Node& asset : raw.list(&node, "assets", max_list_items))
            release.assets.push_back({raw.text(&asset, "path"), raw.text(&asset, "url")});
        releases.push_back(std::move(release));
    }
    return releases;
}

std::vector<Contributor> contributors_of(Answer& raw, const Node* contributors) {
    std::vector<Contributor> people;
    for (const Node& node : raw.list(contributors, "users", max_list_items)) {
        Contributor person{.login = raw.text(&node, "login"),
                           .contributions = raw.number(&node, "NumContributions").value_or(0)};
        for (const Node& company : raw.list(&node, "company", 100))
            if (person.company.empty()) person.company = raw.text(&company, "name");
        for (const Node& organisation : raw.list(&node, "organization", max_list_items))
            person.organisations.push_back(raw.text(&organisation, "login"));
        people.push_back(std::move(person));
    }
    return people;
}

// "InProgress" as the badge site words it.
std::string level_of(std::string_view badge) {
    const std::string level = to_lower(badge);
    if (level == "inprogress") return "in_progress";
    return level == "notfound" || level == "not_found" || level == "unknown" ? "" : level;
}

}  // namespace

Result<ForgeFacts> facts_from_scorecard_raw(std::string_view json, std::string_view name) {
    constexpr DocumentLimits limits{.bytes = max_facts_bytes, .depth = 32, .nodes = max_facts_values, .aliases = 0};
    WARD_TRY(const Node root, parse_json(json, name, limits));
    Answer raw;
    const Node* results = raw.table(&root, "results");
    const Node* repository = raw.table(&root, "repo");
    if (results == nullptr || repository == nullptr)
        return fail(ErrorCode::parse, "is no raw result of scorecard: it has no repo and results", std::string(name));
    ForgeFacts facts;
    const std::string place = raw.text(repository, "name");
    const size_t slash = place.find('/');
    facts.host = place.substr(0, slash);
    facts.name = slash == std::string::npos ? "" : place.substr(slash + 1);
    facts.forge = facts.host.starts_with("gitlab") ? "gitlab" : "github";
    facts.commit = raw.text(repository, "commit");
    facts.collected = raw.time(&root, "date");
    if (facts.collected.empty()) raw.refuse("it has no date");
    const auto gap = [&](std::string_view part, std::string_view why) {
        facts.gaps.push_back({std::string(part), std::string(why)});
    };
    // A check that did not run leaves null, or Go's zero time.
    constexpr std::string_view not_run = "the check that tells it was not in the raw results";
    const auto part = [&](std::string_view member, const Node* table, std::string_view key, auto&& read, auto& into) {
        const Node* list = table == nullptr ? nullptr : table->find(key);
        if (list == nullptr || list->kind == Node::Kind::null) gap(member, not_run);
        else into = read();
    };
    part("commits", results, "defaultBranchChangesets", [&] { return commits_of(raw, *results); }, facts.commits);
    if (facts.commits) gap("commits", "not whole: raw results have no dates, mergers, checks or statuses of commits");
    part("issues", results, "issues", [&] { return issues_of(raw, *results); }, facts.issues);
    const Node* protections = raw.table(results, "branchProtections");
    part("branches", protections, "branches", [&] { return branches_of(raw, protections); }, facts.branches);
    if (facts.branches)
        gap("branches", "not whole: raw results do not tell of last pushers' approval or pull requests");
    part("releases", results, "releases", [&] { return releases_of(raw, *results); }, facts.releases);
    const Node* people = raw.table(results, "Contributors");
    part("contributors", people, "users", [&] { return contributors_of(raw, people); }, facts.contributors);
    part(
        "license", results, "licenses",
        [&] {
            License license;
            const auto files = raw.list(results, "licenses", max_list_items);
            const Node* file = files.empty() ? nullptr : raw.table(&files.front(), "file");
            license = {raw.text(file, "spdxid"), raw.text(file, "name"), raw.text(file, "path")};
            return license;
        },
        facts.license);
    const std::string created = raw.time(raw.table(results, "createdAt"), "timestamp");
    if (created.empty() || created.starts_with("0001-")) {
        gap("archived", not_run);
        gap("created", not_run);
    } else {
        facts.created = created;
        facts.archived = raw.truth(raw.table(results, "archived"), "status");
    }
    const std::string badge = raw.text(raw.table(results, "openssfBestPracticesBadge"), "badge");
    if (badge.empty()) gap("badge_level", not_run);
    else facts.badge_level = level_of(badge);
    for (const std::string_view never : {"webhooks", "successful_runs", "languages", "provenance", "organisation_files",
                                         "has_update_bot_commits", "in_oss_fuzz"})
        gap(never, "raw results do not tell it");
    if (const auto whole = raw.whole(); !whole) return fail(whole.error().code, whole.error().what, std::string(name));
    return facts;
}

}  // namespace ward::forge
