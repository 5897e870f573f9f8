// A forge's issues, as far as a tracker needs them. Every text in an answer is a stranger's: nothing of it is trusted
// but by who wrote it (Person), and all of it is held to limits.
// github() speaks GitHub's REST API (version 2022-11-28): issues, comments, the authenticated user.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::net {

struct Person {
    std::string login;
    bool bot = false;
    std::string association;  // to the repository: "OWNER", "MEMBER", "COLLABORATOR", "NONE", ...

    bool operator==(const Person&) const = default;
};

struct Issue {
    int64_t number = 0;
    std::string title;
    std::string body;
    bool open = true;
    bool pull_request = false;  // such a list holds both
    Person author;
    std::vector<std::string> labels;

    bool operator==(const Issue&) const = default;
};

struct NewIssue {
    std::string title;
    std::string body;
    std::vector<std::string> labels = {};
    std::vector<std::string> assignees = {};  // logins; those that may not be assigned are dropped or refused
};

struct Comment {
    std::string body;
    Person author;
};

// A `parse` error where the answer is not what the API documents.
Result<Issue> issue_from_json(std::string_view json, std::string_view name);
Result<std::vector<Issue>> issues_from_json(std::string_view json, std::string_view name);
Result<std::vector<Comment>> comments_from_json(std::string_view json, std::string_view name);
// The target that a Link header (RFC 8288) gives for rel="next"; nothing where there is none.
std::optional<std::string> next_link(std::string_view header);

// What is to change; what is not given stays.
struct IssueChange {
    std::optional<std::string> title = {};
    std::optional<std::string> body = {};
    std::optional<bool> open = {};
    std::string reason = {};  // of closing: "completed", "not_planned"
};

class Forge {
  public:
    virtual ~Forge() = default;

    // The login that the token belongs to; nothing where the forge does not tell (no token, or one of a workflow).
    virtual Result<std::optional<std::string>> own_login() = 0;
    // All of them, open and closed, oldest first.
    virtual Result<std::vector<Issue>> issues() = 0;
    // The newest hundred.
    virtual Result<std::vector<Issue>> newest_issues() = 0;
    // All open issues and pull requests that carry the label, as they are now: never from a cache.
    virtual Result<std::vector<Issue>> open_issues(const std::string& label) = 0;
    virtual Result<Issue> issue(int64_t number) = 0;
    virtual Result<std::vector<Comment>> comments(int64_t number) = 0;

    // Of an issue or, by its number, a pull request. Each is sent once, unless the forge itself said that it did
    // nothing and wants to be asked later. Errors of `network`, `rate_limited`, `parse` and `limit` leave open whether
    // it took effect.
    virtual Result<Issue> open_issue(const NewIssue& issue) = 0;
    virtual Result<Issue> change_issue(int64_t number, const IssueChange& change) = 0;
    virtual Result<void> comment(int64_t number, const std::string& body) = 0;
};

struct GithubOptions {
    std::string base_url = "https://api.github.com";
    std::string owner;
    std::string repository;
    std::string token;         // empty: reads of public repositories only
    std::string cache_folder;  // answers are kept here, and asked for only if they changed; empty: none
    Courtesy courtesy = {};
};

constexpr size_t max_issue_pages = 200;  // of 100 each
constexpr size_t max_comment_pages = 50;
constexpr size_t max_issue_body = 65'536;  // characters: GitHub's own limit

// A `usage` error for a base that is no URL or may not be asked, for names that cannot be a repository's, and for a
// token that cannot be sent. Slashes at the base's end are dropped.
Result<void> check_options(GithubOptions& options);
// Errors as above. `http` must outlive it.
Result<std::unique_ptr<Forge>> github(Http& http, GithubOptions options);

}  // namespace ward::net
