// The last commits with the merge requests they came by, and the issues that were touched last. REST tells which commit
// a merge request became, GraphQL who approved it, its pipeline and the discussion of issues.
#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"

namespace ward::forge {
namespace {

constexpr size_t most_requests = 50;
constexpr size_t most_request_commits = 100;
constexpr size_t most_notes = 30;
constexpr size_t most_labels = 1'000;

constexpr std::string_view query = R"(query activity($path: ID!) { project(fullPath: $path) {
  mergeRequests(state: merged, sort: MERGED_AT_DESC, first: 50) { nodes { iid
    author { username bot } mergeUser { username bot }
    approvedBy { nodes { username bot } } headPipeline { status path }
    commits(first: 100) { nodes { sha } } } }
  issues(sort: UPDATED_DESC, first: 30) { nodes { webUrl createdAt author { username bot }
    notes(last: 30) { nodes { system createdAt author { username bot } } } } }
} })";

// Merge requests, and by which commits of the default branch they are known.
struct Requests {
    std::map<int64_t, PullRequest> by_number;
    std::map<std::string, int64_t> by_commit;
};

CheckSuite pipeline_of(Answer& answer, const Node* pipeline) {
    const std::string status = answer.lower_text(pipeline, "status");
    CheckSuite suite{
        .app = "gitlab-ci", .status = "in_progress", .conclusion = {}, .url = answer.text(pipeline, "path")};
    if (status == "success" || status == "failed" || status == "canceled" || status == "skipped") {
        suite.status = "completed";
        suite.conclusion = status == "failed" ? "failure" : status == "canceled" ? "cancelled" : status;
    }
    return suite;
}

Requests listed(Answer& answer, const Node& list, const Associations& members) {
    Requests requests;
    for (const Node& item : answer.items(list, most_requests)) {
        const int64_t number = answer.number(&item, "iid").value_or(0);
        PullRequest request{.number = number,
                            .head = answer.text(&item, "sha"),
                            .merged = answer.time(&item, "merged_at"),
                            .author = {},
                            .merged_by = {}};
        request.author = gitlab_user(answer, answer.table(&item, "author"), members);
        request.merged_by = gitlab_user(answer, answer.table(&item, "merge_user"), members);
        request.labels = answer.texts(&item, "labels", most_labels);
        for (const std::string_view role : {"merge_commit_sha", "squash_commit_sha", "sha"})
            if (const std::string id = answer.text(&item, role); !id.empty()) requests.by_commit[id] = number;
        requests.by_number[number] = std::move(request);
    }
    return requests;
}

void add_details(Answer& answer, const Node* project, const Associations& members, Requests& requests) {
    for (const Node& node : answer.nodes(project, "mergeRequests", most_requests)) {
        // GraphQL writes the number as text.
        const auto number = to_number<int64_t>(answer.text(&node, "iid"));
        const auto found = number ? requests.by_number.find(*number) : requests.by_number.end();
        if (found == requests.by_number.end()) continue;
        PullRequest& request = found->second;
        request.author = gitlab_user(answer, answer.table(&node, "author"), members);
        request.merged_by = gitlab_user(answer, answer.table(&node, "mergeUser"), members);
        for (const Node& user : answer.nodes(&node, "approvedBy", most_requests))
            request.reviews.push_back({gitlab_user(answer, &user, members), "APPROVED"});
        request.check_suites.emplace();
        if (const Node* pipeline = answer.table(&node, "headPipeline"); pipeline != nullptr)
            request.check_suites->push_back(pipeline_of(answer, pipeline));
        for (const Node& commit : answer.nodes(&node, "commits", most_request_commits))
            requests.by_commit.emplace(answer.text(&commit, "sha"), *number);
    }
}

}  // namespace

void gitlab_commits(Collection& all, const Associations& members) {
    const auto activity = all.api.graph(query, {{"path", quoted(all.facts.name)}}, 0);
    Answer answer;
    const Node* project = activity ? answer.table(activity->data(), "project") : nullptr;
    if (!activity) all.gap("issues", activity.error(), "a token (read_api)");
    else gitlab_issues(all, project, members);
    if (all.facts.default_branch.empty()) {  // nothing was pushed yet
        all.facts.commits.emplace();
        return;
    }
    const auto list =
        all.api.get_list(fmt::format("{}/repository/commits?per_page={}", gitlab_path(all), history_depth));
    if (!list) return all.gap("commits", list.error());
    const auto merged = all.api.get_list(
        fmt::format("{}/merge_requests?state=merged&order_by=updated_at&per_page={}", gitlab_path(all), most_requests));
    Requests requests;
    if (merged) requests = listed(answer, *merged, members);
    add_details(answer, project, members, requests);
    std::vector<Commit> commits;
    for (const Node& item : answer.items(*list, history_depth)) {
        Commit commit{.id = answer.text(&item, "id"),
                      .date = answer.time(&item, "committed_date"),
                      .message = answer.text(&item, "message"),
                      .author = {},
                      .committer = {}};
        if (commit.id.empty() || commit.date.empty()) answer.refuse("a commit has no id or date");
        if (const auto by = requests.by_commit.find(commit.id); by != requests.by_commit.end())
            commit.pull_request = requests.by_number[by->second];
        commits.push_back(std::move(commit));
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("commits", whole.error());
    if (!merged) all.gap("commits", "not whole: no merge requests: " + all.api.reason_of(merged.error(), {}));
    else if (!activity) all.gap("commits", "not whole: no approvals: " + all.api.reason_of(activity.error(), {}));
    if (!commits.empty()) all.facts.commit = commits.front().id;
    all.facts.commits = std::move(commits);
}

void gitlab_issues(Collection& all, const Node* project, const Associations& members) {
    Answer answer;
    if (answer.table(project, "issues") == nullptr) return all.gap("issues", "GitLab does not show them");
    std::vector<Issue> issues;
    for (const Node& node : answer.main_list(answer.table(project, "issues"), "nodes", history_depth)) {
        Issue issue{.url = answer.text(&node, "webUrl"),
                    .author = gitlab_user(answer, answer.table(&node, "author"), members),
                    .created = answer.time(&node, "createdAt")};
        if (issue.created.empty()) answer.refuse("an issue has no date");
        for (const Node& note : answer.nodes(&node, "notes", most_notes)) {
            if (answer.truth(&note, "system") == true) continue;  // what GitLab writes itself, of a changed label
            issue.comments.push_back(
                {gitlab_user(answer, answer.table(&note, "author"), members), answer.time(&note, "createdAt")});
            if (issue.comments.back().created.empty()) answer.refuse("a note has no date");
        }
        issues.push_back(std::move(issue));
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("issues", whole.error());
    all.facts.issues = std::move(issues);
}

}  // namespace ward::forge
