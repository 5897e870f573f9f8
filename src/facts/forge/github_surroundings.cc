// One question for what needs no other: the issues that were touched last, the languages, and which security policies
// the organisation's own `.github` repository has.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"

namespace ward::forge {
namespace {

constexpr size_t most_comments = 30;
constexpr size_t most_languages = 100;
constexpr size_t most_entries = 10'000;
constexpr size_t most_policy_files = 8;

// Folders of `.github` that may hold the policy, and their names in the query.
struct Folder {
    std::string_view member;
    std::string_view path;
};
constexpr std::array<Folder, 4> folders{{{"root", ""}, {"dotgithub", ".github/"}, {"docs", "docs/"}, {"doc", "doc/"}}};

constexpr std::string_view query = R"(query surroundings($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    languages(first: 100, orderBy: {field: SIZE, direction: DESC}) { edges { size node { name } } }
    issues(first: 30, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes {
      url createdAt authorAssociation author { )" WARD_GRAPH_ACTOR R"( }
      comments(last: 30) { nodes { createdAt authorAssociation author { )" WARD_GRAPH_ACTOR R"( } } } } }
  }
  organisation: repository(owner: $owner, name: ".github") {
    root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
    dotgithub: object(expression: "HEAD:.github") { ... on Tree { entries { name type } } }
    docs: object(expression: "HEAD:docs") { ... on Tree { entries { name type } } }
    doc: object(expression: "HEAD:doc") { ... on Tree { entries { name type } } }
  }
})";

std::string failure(const GraphError& error) {
    return error.type.empty() ? error.message : fmt::format("{}: {}", error.type, error.message);
}

Result<std::vector<Issue>> issues_of(const Node* repository) {
    Answer answer;
    std::vector<Issue> issues;
    for (const Node& node : answer.main_list(answer.table(repository, "issues"), "nodes", history_depth)) {
        Issue issue{
            .url = answer.text(&node, "url"),
            .author = graph_user(answer, answer.table(&node, "author"), answer.text(&node, "authorAssociation")),
            .created = answer.time(&node, "createdAt")};
        if (issue.created.empty()) answer.refuse("an issue has no date");
        for (const Node& comment : answer.nodes(&node, "comments", most_comments)) {
            issue.comments.push_back(
                {graph_user(answer, answer.table(&comment, "author"), answer.text(&comment, "authorAssociation")),
                 answer.time(&comment, "createdAt")});
            if (issue.comments.back().created.empty()) answer.refuse("a comment has no date");
        }
        issues.push_back(std::move(issue));
    }
    WARD_TRY_VOID(answer.whole());
    return issues;
}

Result<std::vector<Language>> languages_of(const Node* repository) {
    Answer answer;
    std::vector<Language> languages;
    for (const Node& edge : answer.main_list(answer.table(repository, "languages"), "edges", most_languages))
        languages.push_back(
            {answer.text(answer.table(&edge, "node"), "name"), answer.number(&edge, "size").value_or(0)});
    WARD_TRY_VOID(answer.whole());
    return languages;
}

bool is_policy(std::string_view name) {
    const std::string lower = to_lower(name);
    return lower == "security.md" || lower == "security.markdown" || lower == "security.adoc" ||
           lower == "security.rst";
}

Result<std::vector<std::string>> policies_of(const Node* organisation) {
    Answer answer;
    std::vector<std::string> paths;
    for (const Folder& folder : folders)
        for (const Node& entry : answer.list(answer.table(organisation, folder.member), "entries", most_entries)) {
            const std::string name = answer.text(&entry, "name");
            if (is_policy(name) && answer.text(&entry, "type") == "blob")
                paths.push_back(std::string(folder.path) + name);
        }
    WARD_TRY_VOID(answer.whole());
    paths.resize(std::min(paths.size(), most_policy_files));
    return paths;
}

}  // namespace

GithubSurroundings github_surroundings(Collection& all) {
    const std::string& name = all.facts.name;
    const size_t slash = name.find('/');
    const auto given =
        all.api.graph(query, {{"owner", quoted(name.substr(0, slash))}, {"name", quoted(name.substr(slash + 1))}}, 0);
    if (!given) {
        all.gap("issues", given.error(), "issues: read");
        all.gap("languages", given.error(), "contents: read");
        all.gap("organisation_files", given.error());
        return {};
    }
    Answer answer;
    const Node* repository = answer.table(given->data(), "repository");
    const Node* organisation = answer.table(given->data(), "organisation");
    // A part that is null because of an error is not "none"; one that is there may lack what an error is about.
    const auto part = [&](std::string_view member, auto&& read, auto& into) {
        const GraphError* error = given->error_at(member);
        const bool is_there = answer.table(repository, member) != nullptr;
        if (repository == nullptr) all.gap(member, "the answer has no repository");
        else if (error != nullptr && !is_there) all.gap(member, failure(*error));
        else all.keep(member, read(repository), into);
        if (error != nullptr && is_there) all.gap(member, "not whole: " + failure(*error));
    };
    part("issues", issues_of, all.facts.issues);
    part("languages", languages_of, all.facts.languages);

    const GraphError* missing = given->error_at("organisation");
    if (missing != nullptr && missing->type != "NOT_FOUND") {
        all.gap("organisation_files", failure(*missing));
        return {};
    }
    all.facts.organisation_files.emplace();  // no such repository: no such files
    auto paths = policies_of(organisation);
    if (paths) return {std::move(*paths)};
    all.facts.organisation_files.reset();
    all.gap("organisation_files", paths.error());
    return {};
}

void github_organisation_files(Collection& all, const std::vector<std::string>& paths) {
    if (paths.empty()) return;
    std::string parameters;
    std::string objects;
    const std::string& name = all.facts.name;
    Variables variables{{"owner", quoted(name.substr(0, name.find('/')))}};
    for (size_t i = 0; i < paths.size(); ++i) {
        parameters += fmt::format(", $p{}: String!", i);
        objects += fmt::format(" f{}: object(expression: $p{}) {{ ... on Blob {{ text isTruncated }} }}", i, i);
        variables.emplace_back(fmt::format("p{}", i), quoted("HEAD:" + paths[i]));
    }
    const auto given = all.api.graph(
        fmt::format(
            "query files($owner: String!{}) {{ organisation: repository(owner: $owner, name: \".github\") {{{} }} }}",
            parameters, objects),
        variables, 0);
    if (!given) {
        all.facts.organisation_files.reset();
        return all.gap("organisation_files", given.error());
    }
    Answer answer;
    const Node* organisation = answer.table(given->data(), "organisation");
    std::vector<OrganisationFile> files;
    for (size_t i = 0; i < paths.size(); ++i) {
        const Node* blob = answer.table(organisation, fmt::format("f{}", i));
        // Bytes that are no text are null.
        if (blob != nullptr && blob->string_at("text")) files.push_back({paths[i], answer.text(blob, "text")});
        else all.gap("organisation_files", fmt::format("not whole: {} cannot be read", paths[i]));
    }
    if (const auto whole = answer.whole(); !whole) {
        all.facts.organisation_files.reset();
        return all.gap("organisation_files", whole.error());
    }
    all.facts.organisation_files = std::move(files);
}

}  // namespace ward::forge
