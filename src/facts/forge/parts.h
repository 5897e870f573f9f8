// What the collectors of the parts share. Private to the collector's files.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "facts/forge/answer.h"
#include "facts/forge/api.h"
#include "facts/forge/collect.h"
#include "facts/forge/forge_facts.h"

namespace ward::forge {

// Facts while they are collected from one forge.
struct Collection {
    Api& api;
    const CollectRequest& request;
    const std::function<void(std::string_view)>& progress;
    ForgeFacts facts = {};

    void tell(std::string_view what) const {
        if (progress) progress(what);
    }
    // `part` is absent, or (with words that say so) not whole.
    void gap(std::string_view part, std::string reason) {
        facts.gaps.push_back({std::string(part), std::move(reason)});
    }
    void gap(std::string_view part, const Error& error, std::string_view needed = {}) {
        gap(part, api.reason_of(error, needed));
    }
    // Puts the value into `into`, or a gap.
    template <typename Value, typename Into>
    void keep(std::string_view part, Result<Value> value, Into& into, std::string_view needed = {}) {
        if (value) into = std::move(*value);
        else gap(part, value.error(), needed);
    }
};

// github_*.cc. Each fills its parts of `facts`, or says in a gap why not; the first is the one without which there is
// nothing, and gives its error.
Result<void> collect_github(Collection& all);
Result<void> github_repository(Collection& all);
void github_commits(Collection& all);
struct GithubSurroundings {
    std::vector<std::string> organisation_files;  // paths of security policies in the organisation's `.github`
};
GithubSurroundings github_surroundings(Collection& all);  // issues, languages
void github_organisation_files(Collection& all, const std::vector<std::string>& paths);
void github_releases(Collection& all);
void github_license(Collection& all);
void github_branches(Collection& all);
void github_contributors(Collection& all);
void github_webhooks(Collection& all);
void github_update_bot(Collection& all);
void github_runs(Collection& all);

// gitlab*.cc
Result<void> collect_gitlab(Collection& all);
// Access of members as GitHub names it, by login; empty where the list is not shown.
using Associations = std::map<std::string, std::string>;
void gitlab_commits(Collection& all, const Associations& members);
void gitlab_issues(Collection& all, const Node* project, const Associations& members);
void gitlab_branches(Collection& all);
std::string gitlab_path(const Collection& all);  // "/projects/group%2Fname"
User gitlab_user(Answer& answer, const Node* user, const Associations& members);

// other_services.cc: neither is told the token, or the name of what is private. The requests that were sent.
int ask_badge(net::Http& http, Collection& all);
int ask_provenance(net::Http& http, Collection& all);

// What can stand in the path of a URL: "owner/name", of GitLab with all groups.
bool is_repository_name(ForgeKind kind, std::string_view name);

// An actor of GraphQL: login, __typename, databaseId.
User graph_user(Answer& answer, const Node* actor, std::string association);
// The members that graph_user reads, for a query.
#define WARD_GRAPH_ACTOR "login __typename ... on User { databaseId } ... on Bot { databaseId }"

// A text of GraphQL's variables.
std::string quoted(std::string_view text);

}  // namespace ward::forge
