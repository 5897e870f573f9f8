// The last commits of the default branch, each with the pull request it came by: who wrote, reviewed and merged it, and
// what ran on its last commit. The question is heavy; where the server gives up on it, the page is halved.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"

namespace ward::forge {
namespace {

constexpr int most_halvings = 3;
constexpr int most_pages = 4;  // with smaller pages the rest is asked for, so far
constexpr size_t most_labels = 30;
constexpr size_t most_reviews = 30;
constexpr size_t most_suites = 30;
constexpr size_t most_contexts = 1'000;

constexpr std::string_view query = R"(query commits($owner: String!, $name: String!, $page: Int!, $after: String) {
  repository(owner: $owner, name: $name) { defaultBranchRef { name target { oid ... on Commit {
    history(first: $page, after: $after) { pageInfo { hasNextPage endCursor } nodes {
      oid committedDate message
      author { user { login databaseId } } committer { user { login databaseId } }
      associatedPullRequests(first: 1) { nodes {
        number headRefOid mergedAt authorAssociation repository { nameWithOwner }
        author { )" WARD_GRAPH_ACTOR R"( } mergedBy { )" WARD_GRAPH_ACTOR R"( }
        labels(first: 30) { nodes { name } }
        reviews(first: 30) { nodes { state authorAssociation author { )" WARD_GRAPH_ACTOR R"( } } }
        commits(last: 1) { nodes { commit { oid
          checkSuites(first: 30) { nodes { app { slug } status conclusion url } }
          status { contexts { state context targetUrl } } } } } } } } } } } } }
})";

std::vector<CheckSuite> suites_of(Answer& answer, const Node* commit) {
    std::vector<CheckSuite> suites;
    for (const Node& node : answer.nodes(commit, "checkSuites", most_suites))
        suites.push_back({.app = answer.text(answer.table(&node, "app"), "slug"),
                          .status = answer.lower_text(&node, "status"),
                          .conclusion = answer.lower_text(&node, "conclusion"),
                          .url = answer.text(&node, "url")});
    return suites;
}

std::vector<CommitStatus> statuses_of(Answer& answer, const Node* commit) {
    std::vector<CommitStatus> statuses;
    for (const Node& node : answer.list(answer.table(commit, "status"), "contexts", most_contexts))
        statuses.push_back({.state = answer.lower_text(&node, "state"),
                            .context = answer.text(&node, "context"),
                            .target_url = answer.text(&node, "targetUrl")});
    return statuses;
}

PullRequest pull_request_of(Answer& answer, const Node& node) {
    PullRequest request;
    request.number = answer.number(&node, "number").value_or(0);
    request.head = answer.text(&node, "headRefOid");
    request.merged = answer.time(&node, "mergedAt");
    request.author = graph_user(answer, answer.table(&node, "author"), answer.text(&node, "authorAssociation"));
    request.merged_by = graph_user(answer, answer.table(&node, "mergedBy"), {});
    for (const Node& label : answer.nodes(&node, "labels", most_labels))
        request.labels.push_back(answer.text(&label, "name"));
    for (const Node& review : answer.nodes(&node, "reviews", most_reviews))
        request.reviews.push_back(
            {graph_user(answer, answer.table(&review, "author"), answer.text(&review, "authorAssociation")),
             answer.text(&review, "state")});
    const auto heads = answer.nodes(&node, "commits", 1);
    const Node* head = heads.empty() ? nullptr : answer.table(&heads.front(), "commit");
    if (head != nullptr) {
        // Null where they may not be read, and then that is not "none".
        if (answer.table(head, "checkSuites") != nullptr) request.check_suites = suites_of(answer, head);
        request.statuses = statuses_of(answer, head);  // null where there is none
    }
    return request;
}

User person_of(Answer& answer, const Node& commit, std::string_view role) {
    const Node* user = answer.table(answer.table(&commit, role), "user");
    return {.login = answer.text(user, "login"), .id = answer.number(user, "databaseId")};
}

Commit commit_of(Answer& answer, const Node& node, const std::string& repository) {
    Commit commit;
    commit.id = answer.text(&node, "oid");
    commit.date = answer.time(&node, "committedDate");
    commit.message = answer.text(&node, "message");
    commit.author = person_of(answer, node, "author");
    commit.committer = person_of(answer, node, "committer");
    if (commit.id.empty() || commit.date.empty()) answer.refuse("a commit has no id or date");
    for (const Node& request : answer.nodes(&node, "associatedPullRequests", 1)) {
        if (!request.is_table()) continue;  // not shown
        // A fork's own pull request may hold the same commit; its reviews are not this project's.
        const std::string of = answer.text(answer.table(&request, "repository"), "nameWithOwner");
        if (of.empty() || to_lower(of) == to_lower(repository)) commit.pull_request = pull_request_of(answer, request);
    }
    return commit;
}

struct Page {
    std::vector<Commit> commits;
    std::string head;
    std::string branch;
    std::string next;         // empty: the last one
    bool is_missing = false;  // not an empty repository, but no answer
};

Page page_of(Answer& answer, const GraphAnswer& given, const std::string& repository, size_t size) {
    Page page;
    const Node* root = answer.table(given.data(), "repository");
    const Node* branch = answer.table(root, "defaultBranchRef");
    const Node* target = answer.table(branch, "target");
    const Node* history = answer.table(target, "history");
    page.is_missing = root == nullptr || (branch == nullptr && !given.errors.empty()) ||
                      (branch != nullptr && (history == nullptr || history->find("nodes") == nullptr));
    page.branch = answer.text(branch, "name");
    page.head = answer.text(target, "oid");
    for (const Node& node : answer.list(history, "nodes", size))
        page.commits.push_back(commit_of(answer, node, repository));
    // Null is "none" for statuses, unless an error says why it is.
    if (given.error_at("status") != nullptr)
        for (Commit& commit : page.commits)
            if (commit.pull_request) commit.pull_request->statuses.reset();
    const Node* info = answer.table(history, "pageInfo");
    if (answer.truth(info, "hasNextPage") == true) page.next = answer.text(info, "endCursor");
    return page;
}

// It failed, broke off, or said in words that it took too long.
bool gave_up(const Error& error) {
    return error.code == ErrorCode::network;
}

}  // namespace

void github_commits(Collection& all) {
    const std::string name = all.facts.name;
    const size_t slash = name.find('/');
    std::vector<Commit> commits;
    size_t size = history_depth;
    std::string after;
    int halvings = 0;
    for (int page_number = 0; commits.size() < history_depth && page_number < most_pages;) {
        const size_t wanted = std::min(size, history_depth - commits.size());
        Variables variables{{"owner", quoted(name.substr(0, slash))},
                            {"name", quoted(name.substr(slash + 1))},
                            {"page", std::to_string(wanted)},
                            {"after", after.empty() ? "null" : quoted(after)}};
        const auto given = all.api.graph(query, variables, 1);
        if (!given && gave_up(given.error()) && halvings < most_halvings) {
            ++halvings;
            size = std::max<size_t>(size / 2, 1);
            continue;
        }
        if (!given && commits.empty()) return all.gap("commits", given.error(), "contents: read, pull requests: read");
        if (!given) break;
        Answer answer;
        Page page = page_of(answer, *given, name, wanted);
        if (const auto whole = answer.whole(); !whole) return all.gap("commits", whole.error());
        if (page.is_missing)
            return all.gap("commits",
                           given->errors.empty() ? "the answer has no commits" : given->errors.front().message);
        // What an error names is null in what is there, thirty times perhaps.
        if (!given->errors.empty() && page_number == 0)
            all.gap("commits", "not whole: " + given->errors.front().message + "; needs checks: read");
        if (page_number++ == 0) {
            all.facts.commit = page.head;
            if (!page.branch.empty()) all.facts.default_branch = page.branch;
        }
        std::ranges::move(page.commits, std::back_inserter(commits));
        after = page.next;
        if (after.empty()) {
            all.facts.commits = std::move(commits);
            return;
        }
    }
    if (commits.size() < history_depth)
        all.gap("commits",
                fmt::format("not whole: {} of {}: the server gave up on more", commits.size(), history_depth));
    all.facts.commits = std::move(commits);
}

}  // namespace ward::forge
