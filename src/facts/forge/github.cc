// The order of the questions to GitHub: REST where an answer can be kept and asked for only if it changed, GraphQL
// where one question stands for thirty. Of REST's own: what GraphQL does not have (target of releases, contributors,
// webhooks, runs, search).
//
//   repository, releases, license, contributors, webhooks, search       6 of REST
//   commits, surroundings, branches, people, files of the organisation  5 of GraphQL (commits: more while the server
//                                                                       fails; people: 2 where a scope is missing)
//   badge, provenance                                                   2 of other services
//   runs of workflows                                                   one each, as many as are left of most_calls
#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"
#include "formats/escape.h"
#include "formats/json_writer.h"

namespace ward::forge {
namespace {

// Asked after the runs.
constexpr int other_services = 2;

std::string path_of(const Collection& all) {
    return "/repos/" + all.facts.name;
}

}  // namespace

std::string quoted(std::string_view text) {
    return json_quote(text);
}

User graph_user(Answer& answer, const Node* actor, std::string association) {
    User user{.login = answer.text(actor, "login"), .association = std::move(association)};
    user.is_bot = answer.text(actor, "__typename") == "Bot";
    user.id = answer.number(actor, "databaseId");
    return user;
}

Result<void> collect_github(Collection& all) {
    all.tell("repository");
    WARD_TRY_VOID(github_repository(all));
    all.tell("commits and reviews");
    github_commits(all);
    all.tell("issues and languages");
    const GithubSurroundings found = github_surroundings(all);
    all.tell("releases");
    github_releases(all);
    github_license(all);
    all.tell("branches");
    github_branches(all);
    all.tell("contributors");
    github_contributors(all);
    github_organisation_files(all, found.organisation_files);
    all.tell("webhooks and runs");
    github_webhooks(all);
    github_update_bot(all);
    github_runs(all);
    return {};
}

Result<void> github_repository(Collection& all) {
    ForgeFacts& facts = all.facts;
    WARD_TRY(const Node root, all.api.get(path_of(all)));
    Answer answer;
    const std::string name = answer.text(&root, "full_name");
    facts.default_branch = answer.text(&root, "default_branch");
    facts.archived = answer.truth(&root, "archived");
    facts.is_private = answer.truth(&root, "private");
    facts.created = answer.time(&root, "created_at");
    WARD_TRY_VOID(answer.whole());
    if (!is_repository_name(ForgeKind::github, name) || facts.created->empty())
        return fail(ErrorCode::parse, "the answer is not as documented: it describes no repository", path_of(all));
    if (to_lower(name) != to_lower(facts.name)) facts.renamed_from = facts.name;
    facts.name = name;
    return {};
}

void github_license(Collection& all) {
    const auto root = all.api.get(path_of(all) + "/license");
    if (!root && root.error().code == ErrorCode::not_found) {
        all.facts.license.emplace();
        return;
    }
    if (!root) return all.gap("license", root.error());
    Answer answer;
    const Node* known = answer.table(&*root, "license");
    if (known == nullptr) answer.refuse("it has no license");
    License license{
        .spdx = answer.text(known, "spdx_id"), .name = answer.text(known, "name"), .path = answer.text(&*root, "path")};
    if (const auto whole = answer.whole(); !whole) return all.gap("license", whole.error());
    all.facts.license = std::move(license);
}

void github_webhooks(Collection& all) {
    constexpr int most_pages = 2;
    constexpr std::string_view needed = "an administrator's token (repository webhooks: read)";
    const auto list = all.api.get_list(path_of(all) + "/hooks?per_page=100", most_pages);
    if (!list) return all.gap("webhooks", list.error(), needed);
    Answer answer;
    std::vector<Webhook> hooks;
    for (const Node& item : answer.items(*list, size_t{100} * most_pages)) {
        const int64_t id = answer.number(&item, "id").value_or(0);
        // The secret itself is never shown: stars stand in its place.
        const std::string secret = answer.text(answer.table(&item, "config"), "secret");
        hooks.push_back(
            {.id = id, .path = fmt::format("{}/hooks/{}", path_of(all), id), .has_secret = !secret.empty()});
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("webhooks", whole.error());
    all.facts.webhooks = std::move(hooks);
}

// Is there a commit of Dependabot? By its account, which nobody else has (no login of a person has brackets), and not
// by the name that a commit claims.
void github_update_bot(Collection& all) {
    constexpr int64_t dependabot = 49'699'333;
    const auto root = all.api.get(
        "/search/commits?q=" + escape_uri_part(fmt::format("repo:{} author:dependabot[bot]", all.facts.name)) +
        "&per_page=5");
    if (!root) return all.gap("has_update_bot_commits", root.error());
    Answer answer;
    bool found = false;
    for (const Node& item : answer.main_list(&*root, "items", 100))
        for (const std::string_view role : {"author", "committer"})
            found = found || answer.number(answer.table(&item, role), "id") == dependabot ||
                    answer.text(answer.table(&item, role), "login") == "dependabot[bot]";
    if (const auto whole = answer.whole(); !whole) return all.gap("has_update_bot_commits", whole.error());
    all.facts.has_update_bot_commits = found;
}

void github_runs(Collection& all) {
    constexpr size_t page = 30;
    auto& runs = all.facts.successful_runs.emplace();
    for (const std::string& workflow : all.request.workflows) {
        const std::string part = "successful_runs." + workflow;
        if (all.request.already_asked + all.api.calls() + other_services >= most_calls) {
            all.gap(part, fmt::format("not asked: {} calls a repository are enough", most_calls));
            continue;
        }
        const auto root = all.api.get(fmt::format("{}/actions/workflows/{}/runs?status=success&per_page={}",
                                                  path_of(all), escape_uri_part(workflow), page));
        if (!root && root.error().code == ErrorCode::not_found) {
            runs[workflow];  // never ran: the forge does not know it
            continue;
        }
        if (!root) {
            all.gap(part, root.error(), "actions: read");
            continue;
        }
        Answer answer;
        std::vector<WorkflowRun> found;
        for (const Node& item : answer.main_list(&*root, "workflow_runs", page))
            found.push_back({answer.text(&item, "head_sha"), answer.text(&item, "html_url")});
        if (const auto whole = answer.whole(); whole) runs[workflow] = std::move(found);
        else all.gap(part, whole.error());
    }
}

}  // namespace ward::forge
