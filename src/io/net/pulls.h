// Pull requests of a GitHub repository, as far as an updater needs them: find the one of a branch, open it, change it
// in place. REST API, version 2022-11-28. Every text of an answer is a stranger's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/net/forge.h"
#include "io/net/http.h"

namespace ward::net {

struct PullRequest {
    int64_t number = 0;
    std::string title;
    std::string body;
    std::string url;              // for people
    std::string head;             // branch
    std::string head_repository;  // "owner/name"; empty where it is gone
    std::string head_commit;
    std::string base;  // branch
    bool open = true;
    bool merged = false;
    std::string merge_commit;  // empty: not told
    std::vector<std::string> labels;
    Person author;

    bool operator==(const PullRequest&) const = default;
};

struct NewPullRequest {
    std::string title;
    std::string body;
    std::string head;  // branch of this repository, or "OWNER:branch"
    std::string base;
    bool draft = false;
};

constexpr size_t max_pull_pages = 50;   // of a branch, 100 each
constexpr size_t max_pull_title = 256;  // characters: GitHub's own limit
// A title as a forge keeps it: without blanks around it, cut to the limit.
std::string title_of_pull(std::string_view title);

Result<PullRequest> pull_from_json(std::string_view json, std::string_view name);
Result<std::vector<PullRequest>> pulls_from_json(std::string_view json, std::string_view name);

class Pulls {
  public:
    virtual ~Pulls() = default;
    virtual Result<std::string> default_branch() = 0;
    // All of a branch of this repository, open and closed, the newest first. Those of forks' branches of that name are
    // other people's, and left out.
    virtual Result<std::vector<PullRequest>> pulls_of(const std::string& branch) = 0;
    virtual Result<PullRequest> pull(int64_t number) = 0;
    // Each is sent once (forge.h): errors of `network`, `rate_limited`, `parse` and `limit` leave open whether it took
    // effect. `conflict` where the branch has a pull request already.
    virtual Result<PullRequest> open_pull(const NewPullRequest& pull) = 0;
    virtual Result<PullRequest> change_pull(int64_t number, const std::string& title, const std::string& body) = 0;
    // Adds to those it has.
    virtual Result<void> add_labels(int64_t number, const std::vector<std::string>& labels) = 0;
};

// Errors as github() has them. `http` must outlive it.
Result<std::unique_ptr<Pulls>> github_pulls(Http& http, GithubOptions options);

}  // namespace ward::net
