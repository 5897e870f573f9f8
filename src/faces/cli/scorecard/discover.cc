// See discover.h.
#include "faces/cli/scorecard/discover.h"

#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/scorecard/collect.h"
#include "facts/forge/answer.h"
#include "facts/forge/api.h"
#include "formats/document.h"
#include "formats/escape.h"
#include "io/net/api_client.h"

namespace ward::cli {
namespace {

using scorecard::monitor::Repository;

// The lists in which a forge has an owner's repositories: it is an organisation (a group), or a user.
std::vector<std::string> lists_of(forge::ForgeKind kind, const std::string& owner) {
    if (kind == forge::ForgeKind::github)
        return {fmt::format("/orgs/{}/repos?per_page=100", owner), fmt::format("/users/{}/repos?per_page=100", owner)};
    const std::string id = escape_uri_part(owner);
    return {fmt::format("/groups/{}/projects?archived=false&include_subgroups=true&per_page=100", id),
            fmt::format("/users/{}/projects?archived=false&per_page=100", id)};
}

Result<void> add_page(const Node& page, const std::string& host, const std::string& url, std::vector<Repository>& out) {
    forge::Answer answer;
    for (const Node& item : answer.items(page, 1'000)) {
        std::string name = answer.text(&item, "full_name");
        if (name.empty()) name = answer.text(&item, "path_with_namespace");
        const bool is_fork =
            answer.truth(&item, "fork").value_or(false) || answer.table(&item, "forked_from_project") != nullptr;
        if (answer.truth(&item, "archived").value_or(false) || is_fork) continue;
        auto repository = scorecard::monitor::parse_repository(fmt::format("{}/{}", host, name));
        if (!repository)
            return fail(ErrorCode::parse, "the answer is not as documented: " + repository.error().what, url);
        out.push_back(std::move(*repository));
    }
    return answer.whole();
}

// Nothing where the forge knows no such owner.
Result<std::optional<std::vector<Repository>>> read_list(net::ApiClient& client, const std::string& host,
                                                         std::string url) {
    std::vector<Repository> out;
    for (size_t page = 0; page < max_discovered_pages; ++page) {
        const auto answer = client.get(url);
        if (!answer && answer.error().code == ErrorCode::not_found && page == 0) return std::nullopt;
        if (!answer) return std::unexpected(answer.error());
        WARD_TRY(const Node list, parse_json(answer->body, url));
        WARD_TRY_VOID(add_page(list, host, url, out));
        WARD_TRY(const auto next, client.next_page(*answer, url));
        if (!next) return out;
        url = *next;
    }
    return fail(ErrorCode::limit, fmt::format("lists more than {} pages of repositories", max_discovered_pages), url);
}

}  // namespace

Result<std::vector<Repository>> discover_repositories(const Invocation& invocation, const std::string& owner) {
    const size_t slash = owner.find('/');
    const std::string host = owner.substr(0, slash);
    // Whatever could be the owner of a repository; a made-up one stands behind it.
    const bool is_owner = slash != std::string::npos &&
                          scorecard::monitor::make_repository(host, owner.substr(slash + 1), "x").has_value();
    if (!is_owner) return fail(ErrorCode::usage, "'" + display(owner) + "' is not HOST/OWNER", "--discover");
    WARD_TRY(const auto http, open_http(invocation, "--discover"));
    const ForgeAccess access = forge_access(invocation, host);
    net::ApiOptions options{.base_url = access.api, .token = access.token, .cache_folder = forge_cache()};
    WARD_TRY_VOID(net::check_base_url(options.base_url));
    WARD_TRY_VOID(net::check_token(options.token, forge::token_variables(access.kind).front()));
    if (access.kind == forge::ForgeKind::github) options.headers = {{"Accept", "application/vnd.github+json"}};
    net::ApiClient client(*http, std::move(options));
    for (const std::string& list : lists_of(access.kind, owner.substr(slash + 1))) {
        WARD_TRY(auto found, read_list(client, host, client.base_url() + list));
        if (found) return *std::move(found);
    }
    return fail(ErrorCode::not_found, "the forge knows no such organisation or user", owner);
}

}  // namespace ward::cli
