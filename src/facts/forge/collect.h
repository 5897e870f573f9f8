// Collects the facts that a forge has about one repository, and what other public services say of it. Few questions:
// with GitHub at most `most_calls` where nothing fails, however large the repository.
//
// One part that is not answered is a gap and never takes the others with it. The token goes to the forge alone and
// stands in nothing that comes out.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/forge/forge_facts.h"
#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::forge {

enum class ForgeKind { github, gitlab };

// The environment variables that may hold a token, in the order in which they are looked at.
std::span<const std::string_view> token_variables(ForgeKind kind);

constexpr int most_calls = 18;
constexpr size_t max_workflows = 50;
constexpr size_t history_depth = 30;  // commits and issues that are looked at

struct CollectRequest {
    ForgeKind kind = ForgeKind::github;
    // Of the API: "https://api.github.com", "https://HOST/api/v3", "https://gitlab.com/api/v4".
    std::string base_url = "https://api.github.com";
    std::string host = {};   // that of the pages, for the facts; empty: as base_url has it
    std::string name;        // "owner/name", of GitLab with all groups
    std::string token = {};  // empty: what is public, without GraphQL
    // File names ("release.yml") of the workflows whose successful runs are asked for.
    std::vector<std::string> workflows = {};
    // The status file of OSS-Fuzz, or a list of repositories, one a line; absent: not known.
    std::optional<std::string> oss_fuzz = {};
    // Other services; empty: not asked.
    std::string badge_url = "https://www.bestpractices.dev";
    std::string packages_url = "https://api.deps.dev";
    std::string cache_folder = {};  // answers are kept here, and asked for only if they changed
    net::Courtesy courtesy = {.attempts = 3, .patience = std::chrono::seconds(120)};
    Instant collected = 0;  // the time that the facts carry
    int already_asked = 0;  // requests about the repository that were sent before, of most_calls
};

struct Collected {
    ForgeFacts facts;
    int calls = 0;  // requests that were sent, repeated ones too
};

// `progress` is told what is asked next. An error only where there is nothing to collect from: `usage` for a request
// that cannot be made, `not_found`, `auth`, `network`, `rate_limited` where the repository itself is not shown.
Result<Collected> collect(net::Http& http, const CollectRequest& request,
                          const std::function<void(std::string_view)>& progress = {});

}  // namespace ward::forge
