#include "faces/cli/database_update.h"

#include "facts/advisory/nvd_api.h"
#include "io/net/api_client.h"
#include "io/net/http.h"

namespace ward::cli {

Result<void> forbid_offline(const Invocation& invocation, std::string_view option) {
    if (!invocation.has("offline")) return {};
    return fail(ErrorCode::usage, "--offline forbids it", std::string(option));
}

Result<advisory::UpdateResult> update_database(const Invocation& invocation) {
    WARD_TRY_VOID(forbid_offline(invocation, {}));
    advisory::UpdateOptions options;
    if (invocation.has("url")) options.base_url = invocation.value("url");
    if (invocation.has("ecosystem")) options.ecosystems = invocation.values("ecosystem");
    options.feeds = invocation.values("feed");
    if (invocation.has("feed-url")) options.feed_mirror = invocation.value("feed-url");
    options.accept_shrink = invocation.has("accept-shrink");
    options.nvd_key = environment(advisory::nvd_key_variable);
    WARD_TRY_VOID(net::check_token(options.nvd_key, advisory::nvd_key_variable));
    WARD_TRY(options.output, database_path(invocation));
    WARD_TRY(options.cache_folder, cache_folder());
    const auto http = net::curl_http("ward/" + std::string(program_version()));
    return advisory::update(options, *http, invocation.log);
}

Result<advisory::UpdateResult> update_database_for(const Invocation& other) {
    WARD_TRY_VOID(forbid_offline(other, "--update-db"));
    const std::string words[] = {"db", "update"};
    WARD_TRY(Parsed parsed, parse(words));
    parsed.invocation.log = other.log;
    for (const std::string_view option : {"config", "db"})
        if (other.has(option)) parsed.invocation.set(option, {other.value(option)});
    WARD_TRY_VOID(add_user_settings(parsed.invocation, *parsed.verb));
    return update_database(parsed.invocation);
}

}  // namespace ward::cli
