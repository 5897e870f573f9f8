// Security advisories of GitHub repositories, drafts and published ones:
// https://docs.github.com/rest/security-advisories (REST API, version 2022-11-28). Drafts are embargoed: errors name
// neither ids nor texts (confidential.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/net/forge.h"
#include "io/net/http.h"

namespace ward::net {

constexpr size_t max_advisory_pages = 100;      // of 100 each
constexpr size_t max_advisory_text = 1u << 20;  // bytes of one text
constexpr size_t max_advisory_list = 1'000;     // items of one list
constexpr size_t max_advisory_summary = 1'024;  // characters: GitHub's own limit
constexpr size_t max_advisory_description = 65'535;

struct AdvisoryProduct {
    std::string ecosystem;  // "npm", "other", ...
    std::string package;
    std::string vulnerable;  // ">= 22.0.0, < 22.1.1"
    std::string patched = {};
    std::vector<std::string> functions = {};

    bool operator==(const AdvisoryProduct&) const = default;
};

struct AdvisoryCredit {
    std::string login;
    std::string type;  // "reporter", "remediation_developer", "coordinator", ...

    bool operator==(const AdvisoryCredit&) const = default;
};

struct RepositoryAdvisory {
    std::string ghsa;
    std::string cve;         // empty: none yet
    std::string state;       // "triage", "draft", "published", "closed", "withdrawn"
    std::string repository;  // "OWNER/NAME", where a list of an organization says it
    std::string summary;
    std::string description;
    std::string severity;     // empty: not rated
    std::string cvss_vector;  // empty: none
    std::vector<std::string> cwes;
    std::vector<AdvisoryProduct> products;
    std::vector<AdvisoryCredit> credits;
    std::vector<std::string> users;  // who work on it
    std::vector<std::string> teams;
    std::string author;  // login
    std::string url;     // for people
    std::string created_at;
    std::string updated_at;
    std::string published_at;

    bool operator==(const RepositoryAdvisory&) const = default;
};

// What is written; what is not given stays as it is, or is left out of a new one.
struct AdvisoryContent {
    std::optional<std::string> summary = {};
    std::optional<std::string> description = {};
    std::optional<std::string> cve = {};
    std::optional<std::string> cvss_vector = {};  // without one, `severity` is sent
    std::optional<std::string> severity = {};
    std::optional<std::vector<std::string>> cwes = {};
    std::optional<std::vector<AdvisoryProduct>> products = {};
    std::optional<std::vector<AdvisoryCredit>> credits = {};
    std::optional<std::string> state = {};               // of a change alone: "draft", "published", "closed"
    std::optional<std::vector<std::string>> users = {};  // likewise
    std::optional<std::vector<std::string>> teams = {};  // likewise
};

// A `parse` error where the answer is not what the API documents, `limit` over a limit. `place` is named in errors.
Result<RepositoryAdvisory> repository_advisory_from_json(std::string_view json, std::string_view place);
Result<std::vector<RepositoryAdvisory>> repository_advisories_from_json(std::string_view json, std::string_view place);
std::string to_json(const AdvisoryContent& content);
// "GHSA-2c4f-6j7m-8p9q"
bool is_ghsa_id(std::string_view text);

class GithubAdvisories {
  public:
    virtual ~GithubAdvisories() = default;
    // Of the repository, of all pages, the newest first. `state` empty: all.
    virtual Result<std::vector<RepositoryAdvisory>> advisories(const std::string& state) = 0;
    // Of all repositories of the organization that owns this one.
    virtual Result<std::vector<RepositoryAdvisory>> of_organization(const std::string& state) = 0;
    virtual Result<RepositoryAdvisory> advisory(const std::string& ghsa) = 0;

    // Each is sent once (forge.h): errors of `network`, `rate_limited`, `parse` and `limit` leave open whether it took
    // effect; advisory() and advisories() tell. Summary and description are needed for a new one; products likewise.
    virtual Result<RepositoryAdvisory> create_draft(const AdvisoryContent& content) = 0;
    virtual Result<RepositoryAdvisory> change(const std::string& ghsa, const AdvisoryContent& content) = 0;
    // Asks GitHub for a CVE id, which stands in the advisory once it is assigned. Until then nothing tells that it was
    // asked for.
    virtual Result<void> request_cve(const std::string& ghsa) = 0;
    // What somebody who is no maintainer files: a new advisory in triage.
    virtual Result<RepositoryAdvisory> report(const AdvisoryContent& content) = 0;
};

// Errors as github() has them, and `auth` without a token: GitHub tells drafts to members alone. `http` must outlive
// it.
Result<std::unique_ptr<GithubAdvisories>> github_advisories(Http& http, GithubOptions options);

}  // namespace ward::net
