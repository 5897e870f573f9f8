// See collect.h.
#include "faces/cli/scorecard/collect.h"

#include <cstdlib>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "facts/forge/facts_file.h"
#include "judges/scorecard/monitor/repository.h"
#include "judges/scorecard/paths.h"

namespace ward::cli {
namespace {

constexpr size_t max_facts_bytes = 256u << 20;
constexpr size_t max_list_bytes = 64u << 20;

std::string token_for(forge::ForgeKind kind) {
    for (const std::string_view name : forge::token_variables(kind)) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here writes the environment
        const char* value = std::getenv(std::string(name).c_str());
        if (value != nullptr && *value != '\0') return value;
    }
    return {};
}

// Where a host's API is, unless the caller names it.
std::string api_of(const std::string& host, forge::ForgeKind kind) {
    if (kind == forge::ForgeKind::gitlab) return fmt::format("https://{}/api/v4", host);
    return host == "github.com" ? "https://api.github.com" : fmt::format("https://{}/api/v3", host);
}

forge::ForgeKind forge_kind(const std::string& host, const std::string& asked) {
    const bool gitlab = asked.empty() ? host.starts_with("gitlab") : asked == "gitlab";
    return gitlab ? forge::ForgeKind::gitlab : forge::ForgeKind::github;
}

}  // namespace

ForgeAccess forge_access(const Invocation& invocation, const std::string& host) {
    const forge::ForgeKind kind = forge_kind(host, invocation.value("forge"));
    return {kind, invocation.value("forge-api", api_of(host, kind)), token_for(kind)};
}

void say_without_token(const Invocation& invocation, const ForgeAccess& access, std::string_view what) {
    if (access.token.empty())
        invocation.log.warn(fmt::format("{} is not set: {}", forge::token_variables(access.kind).front(), what));
}

void say_facts_without_token(const Invocation& invocation, const ForgeAccess& access) {
    say_without_token(invocation, access,
                      access.kind == forge::ForgeKind::github
                          ? "GitHub tells commits with their reviews, issues and the protection of branches to nobody "
                            "without a token; checks of these stay inconclusive"
                          : "access levels, approvals and the protection of branches are told to members alone; checks "
                            "of these stay inconclusive");
}

std::string forge_cache() {
    const auto cache = cache_folder();
    return cache ? *cache + "/forge" : std::string();
}

Result<std::unique_ptr<net::Http>> open_http(const Invocation& invocation, std::string_view for_option) {
    if (invocation.has("offline"))
        return fail(ErrorCode::usage, "cannot be had with --offline", std::string(for_option));
    return net::curl_http("ward/" + std::string(program_version()));
}

Result<forge::ForgeFacts> read_facts_file(const std::string& file) {
    WARD_TRY(const std::string text, read_input(file, max_facts_bytes));
    auto facts = forge::read_facts(text, file);
    if (!facts) return fail(ErrorCode::usage, facts.error().what, facts.error().where);
    return facts;
}

Result<forge::ForgeFacts> collect_facts(const Invocation& invocation, net::Http& http, const std::string& repository,
                                        const CollectNeeds& needs) {
    auto named = scorecard::monitor::parse_repository(repository);
    if (!named) return fail(ErrorCode::usage, named.error().what, "--repository");
    forge::CollectRequest request;
    const ForgeAccess access = forge_access(invocation, named->host);
    request.kind = access.kind;
    request.host = named->host;
    request.base_url = access.api;
    request.name = named->owner + '/' + named->name;
    request.token = access.token;
    for (const auto& [option, site] :
         {std::pair("badge-site", &request.badge_url), std::pair("packages-api", &request.packages_url)})
        if (invocation.has(option)) *site = invocation.value(option) == "none" ? "" : invocation.value(option);
    request.collected = now();
    request.already_asked = needs.already_asked;
    if (needs.says_without_token) say_facts_without_token(invocation, access);
    for (const scorecard::WorkflowFile& file : needs.workflows)
        if (file.parsed && scorecard::wants_runs(file)) request.workflows.emplace_back(scorecard::base_name(file.path));
    if (invocation.has("oss-fuzz")) {
        WARD_TRY(request.oss_fuzz, read_input(invocation.value("oss-fuzz"), max_list_bytes));
    }
    request.cache_folder = forge_cache();
    WARD_TRY(forge::Collected collected, forge::collect(http, request, [&](std::string_view what) {
                 invocation.log.debug(fmt::format("{}: {}", display(repository), display(what)));
             }));
    invocation.log.info(fmt::format("{}: {} requests, {} parts of the facts are missing", display(repository),
                                    collected.calls, collected.facts.gaps.size()));
    for (const forge::Gap& gap : collected.facts.gaps)
        invocation.log.debug(fmt::format("{}: no {}: {}", display(repository), display(gap.part), display(gap.reason)));
    if (invocation.has("save-facts"))
        WARD_TRY_VOID(write_output(invocation.value("save-facts"), forge::write_facts(collected.facts)));
    return std::move(collected.facts);
}

}  // namespace ward::cli
