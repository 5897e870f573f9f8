#include "facts/forge/collect.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/oss_fuzz.h"
#include "facts/forge/parts.h"
#include "formats/url.h"

namespace ward::forge {
namespace {

constexpr size_t max_name_bytes = 100;
constexpr size_t max_workflow_bytes = 200;
constexpr auto github_variables = std::to_array<std::string_view>({"GITHUB_TOKEN", "GH_TOKEN", "GITHUB_AUTH_TOKEN"});
constexpr auto gitlab_variables = std::to_array<std::string_view>({"GITLAB_TOKEN", "GITLAB_AUTH_TOKEN"});

Result<void> check(CollectRequest& request) {
    WARD_TRY_VOID(net::check_base_url(request.base_url));
    WARD_TRY_VOID(net::check_token(request.token, token_variables(request.kind).front()));
    for (std::string* service : {&request.badge_url, &request.packages_url})
        if (!service->empty()) WARD_TRY_VOID(net::check_base_url(*service));
    if (!is_repository_name(request.kind, request.name))
        return fail(ErrorCode::usage, "'" + display(request.name) + "' is no name of a repository");
    if (request.workflows.size() > max_workflows)
        return fail(ErrorCode::limit, fmt::format("more than {} workflows are asked for", max_workflows));
    for (const std::string& workflow : request.workflows)
        if (workflow.empty() || workflow.size() > max_workflow_bytes || workflow.contains('/') ||
            workflow.starts_with('.'))
            return fail(ErrorCode::usage, "'" + display(workflow) + "' is no file name of a workflow");
    return {};
}

// GitHub's public API has a host of its own; everywhere else it stands on the host of the pages.
Result<std::string> host_of(const CollectRequest& request) {
    if (!request.host.empty()) return request.host;
    if (request.base_url == "https://api.github.com") return "github.com";
    WARD_TRY(const Url url, parse_url(request.base_url));
    return url.host.value_or("") + (url.port ? fmt::format(":{}", *url.port) : "");
}

std::string graph_url_of(const CollectRequest& request) {
    std::string base = request.base_url;
    for (const std::string_view version : {"/v3", "/v4"})
        if (base.ends_with("/api" + std::string(version))) base.resize(base.size() - version.size());
    return base + "/graphql";
}

net::ApiOptions options_of(const CollectRequest& request) {
    net::ApiOptions options{.base_url = request.base_url,
                            .token = request.token,
                            .cache_folder = request.cache_folder,
                            .courtesy = request.courtesy};
    if (request.kind == ForgeKind::github)
        options.headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}};
    return options;
}

Result<Collected> collected(net::Http& http, const CollectRequest& request,
                            const std::function<void(std::string_view)>& progress) {
    const bool on_github = request.kind == ForgeKind::github;
    Api api(http, options_of(request), {.url = graph_url_of(request), .needs_token = on_github},
            std::string(token_variables(request.kind).front()));
    Collection all{.api = api, .request = request, .progress = progress};
    all.facts.forge = on_github ? "github" : "gitlab";
    WARD_TRY(all.facts.host, host_of(request));
    all.facts.name = request.name;
    all.facts.collected = format_instant(request.collected);
    WARD_TRY_VOID(on_github ? collect_github(all) : collect_gitlab(all));

    all.tell("other services");
    int calls = api.calls();
    calls += ask_badge(http, all);
    calls += ask_provenance(http, all);
    if (!request.oss_fuzz) all.gap("in_oss_fuzz", "no list of OSS-Fuzz was given (--oss-fuzz)");
    else
        all.keep("in_oss_fuzz", oss_fuzz_has(*request.oss_fuzz, all.facts.host, all.facts.name), all.facts.in_oss_fuzz);
    return Collected{std::move(all.facts), calls};
}

}  // namespace

std::span<const std::string_view> token_variables(ForgeKind kind) {
    if (kind == ForgeKind::gitlab) return gitlab_variables;
    return github_variables;
}

bool is_repository_name(ForgeKind kind, std::string_view name) {
    const auto parts = split(name, '/');
    constexpr size_t most_groups = 20;
    if (parts.size() < 2 || parts.size() > (kind == ForgeKind::github ? 2 : most_groups)) return false;
    return std::ranges::all_of(parts, [](std::string_view part) {
        return !part.empty() && part.size() <= max_name_bytes && part != "." && part != ".." &&
               std::ranges::all_of(part, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
    });
}

Result<Collected> collect(net::Http& http, const CollectRequest& asked,
                          const std::function<void(std::string_view)>& progress) {
    CollectRequest request = asked;
    WARD_TRY_VOID(check(request));
    auto all = collected(http, request, progress);
    if (request.token.empty()) return all;
    // A server's own words are kept as reasons, and it could say what it was told.
    const auto without_token = [&](std::string& text) { text = replace_all(text, request.token, "[token]"); };
    if (!all) without_token(all.error().what);
    else
        for (Gap& gap : all->facts.gaps) without_token(gap.reason);
    return all;
}

}  // namespace ward::forge
