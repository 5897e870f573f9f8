// What only a forge knows about a repository: commits with their reviews, protection of branches, releases, people.
// Kept as a file (docs/formats/scorecard-facts.md), so that every judgement on it can be made again, offline and by
// others.
//
// Each part is there, or it is not: an empty list was asked for and is empty; a part that is absent has a row in `gaps`
// that says why, or was not asked for. A part that is there and has a row as well is not whole ("not whole: ..."): what
// is missing inside of it is absent there, too. All texts are strangers'.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ward::forge {

struct User {
    std::string login = {};
    bool is_bot = false;
    // To the repository, as GitHub names it: OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE, …; empty: not told.
    std::string association = {};
    std::optional<int64_t> id = {};

    bool operator==(const User&) const = default;
};

struct Review {
    User author = {};
    std::string state = {};  // APPROVED, CHANGES_REQUESTED, COMMENTED, …

    bool operator==(const Review&) const = default;
};

// A commit status: what an outside service says.
struct CommitStatus {
    std::string state = {};  // success, failure, …
    std::string context = {};
    std::string target_url = {};
    std::string url = {};

    bool operator==(const CommitStatus&) const = default;
};

struct CheckSuite {
    std::string app = {};         // slug: "github-actions"
    std::string status = {};      // completed, …
    std::string conclusion = {};  // success, neutral, …
    std::string url = {};

    bool operator==(const CheckSuite&) const = default;
};

struct PullRequest {
    int64_t number = 0;
    std::string head = {};    // commit id; of GitLab the last one that was merged
    std::string merged = {};  // RFC 3339; empty: not merged
    User author = {};
    User merged_by = {};
    std::vector<std::string> labels = {};
    std::vector<Review> reviews = {};
    // Of the head commit.
    std::optional<std::vector<CommitStatus>> statuses = {};
    std::optional<std::vector<CheckSuite>> check_suites = {};

    bool operator==(const PullRequest&) const = default;
};

struct Commit {
    std::string id = {};
    std::string date = {};  // of the committer, RFC 3339; empty: not told
    std::string message = {};
    User author = {};
    User committer = {};
    std::optional<PullRequest> pull_request = {};  // the one it came by

    bool operator==(const Commit&) const = default;
};

struct IssueComment {
    User author = {};
    std::string created = {};

    bool operator==(const IssueComment&) const = default;
};

struct Issue {
    std::string url = {};
    User author = {};
    std::string created = {};
    std::vector<IssueComment> comments = {};  // the last ones

    bool operator==(const Issue&) const = default;
};

// Rules of one branch, rulesets and classic protection merged, the most restrictive counting. An absent value could not
// be read, which for most needs an administrator.
struct BranchProtection {
    std::optional<bool> allows_deletions = {};
    std::optional<bool> allows_force_pushes = {};
    std::optional<bool> enforced_for_admins = {};
    std::optional<bool> requires_linear_history = {};
    std::optional<bool> requires_last_push_approval = {};
    std::optional<bool> requires_up_to_date = {};  // strict status checks
    std::optional<bool> requires_pull_request = {};
    std::optional<int64_t> required_approvals = {};
    std::optional<bool> dismisses_stale_reviews = {};
    std::optional<bool> requires_code_owners = {};
    std::optional<std::vector<std::string>> status_checks = {};  // contexts that have to pass

    bool operator==(const BranchProtection&) const = default;
};

struct Branch {
    std::string name = {};
    std::optional<bool> is_protected = {};
    BranchProtection protection = {};

    bool operator==(const Branch&) const = default;
};

struct Asset {
    std::string name = {};
    std::string url = {};

    bool operator==(const Asset&) const = default;
};

// Provenance that a package index verified for a release (deps.dev's answer).
struct PackageProvenance {
    std::string system = {};
    std::string name = {};
    std::string version = {};
    bool is_verified = false;

    bool operator==(const PackageProvenance&) const = default;
};

struct Release {
    std::string tag = {};
    std::string target = {};  // branch or commit
    std::string url = {};
    std::vector<Asset> assets = {};

    bool operator==(const Release&) const = default;
};

struct License {
    std::string spdx = {};
    std::string name = {};
    std::string path = {};

    bool operator==(const License&) const = default;
};

struct Language {
    std::string name = {};
    int64_t size = 0;  // bytes, as GitHub counts; of GitLab a share in hundredths of a percent

    bool operator==(const Language&) const = default;
};

struct Contributor {
    std::string login = {};
    int64_t contributions = 0;
    std::string company = {};
    std::vector<std::string> organisations = {};  // logins

    bool operator==(const Contributor&) const = default;
};

struct Webhook {
    int64_t id = 0;
    std::string path = {};  // API path of the hook: "/repos/o/r/hooks/1"
    bool has_secret = false;

    bool operator==(const Webhook&) const = default;
};

struct WorkflowRun {
    std::string head = {};  // commit id
    std::string url = {};

    bool operator==(const WorkflowRun&) const = default;
};

// A file of the organisation's own `.github` repository.
struct OrganisationFile {
    std::string path = {};
    std::string text = {};

    bool operator==(const OrganisationFile&) const = default;
};

struct Gap {
    std::string part = {};  // the member that is absent, or not whole: "branches", "webhooks", "successful_runs.ci.yml"
    std::string reason = {};  // one sentence: "403: needs an administrator's token"

    bool operator==(const Gap&) const = default;
};

struct ForgeFacts {
    std::string forge = {};      // "github", "gitlab"
    std::string host = {};       // "github.com"
    std::string name = {};       // "nodejs/node"
    std::string collected = {};  // RFC 3339
    std::string commit = {};     // head of the default branch
    std::string default_branch = {};
    std::string renamed_from = {};  // where the forge led from another name

    std::optional<bool> archived = {};
    std::optional<std::string> created = {};
    std::optional<bool> is_private = {};
    std::optional<std::vector<Commit>> commits = {};  // the last ones of the default branch, newest first
    std::optional<std::vector<Issue>> issues = {};    // those updated last
    std::optional<std::vector<Branch>> branches = {};
    std::optional<std::vector<Release>> releases = {};  // newest first
    std::optional<std::vector<PackageProvenance>> provenance = {};
    std::optional<License> license = {};  // spdx empty: the forge found none
    std::optional<std::vector<Language>> languages = {};
    std::optional<std::vector<Contributor>> contributors = {};
    std::optional<std::vector<Webhook>> webhooks = {};
    std::optional<std::map<std::string, std::vector<WorkflowRun>>> successful_runs =
        {};                                           // by file name of the workflow
    std::optional<bool> has_update_bot_commits = {};  // of Dependabot, as a search finds them
    std::optional<std::vector<OrganisationFile>> organisation_files = {};
    std::optional<std::string> badge_level = {};  // OpenSSF Best Practices, as its site words it; empty: no project
    std::optional<bool> in_oss_fuzz = {};
    std::vector<Gap> gaps = {};

    bool operator==(const ForgeFacts&) const = default;
};

}  // namespace ward::forge
