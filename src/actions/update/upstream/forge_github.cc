#include "actions/update/upstream/forge_github.h"

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/forge_list.h"
#include "base/text.h"
#include "formats/escape.h"

namespace ward::update {
namespace {

const Artefact tag_archive = [] {
    Artefact artefact;
    artefact.kind = "archive";
    artefact.strip = 1;
    return artefact;
}();

Places places_of(const World& world, const std::string& repository) {
    std::string web = world.github_web;
    while (web.ends_with('/')) web.pop_back();
    const std::string base = fmt::format("{}/{}", web, repository);
    Places places;
    places.clone = base;
    places.archive = [base](const std::string& tag) {
        return fmt::format("{}/archive/refs/tags/{}.tar.gz", base, tag);
    };
    places.raw = [base](const std::string& tag, const std::string& path) {
        return fmt::format("{}/raw/{}/{}", base, tag, path);
    };
    const std::string api = fmt::format("{}/repos/{}", world.github_api, repository);
    // https://docs.github.com/rest/repos/contents: both answer by a redirect to another host, with its own short-lived
    // credentials.
    places.api_archive = [api](const std::string& tag) { return fmt::format("{}/tarball/refs/tags/{}", api, tag); };
    places.api_raw = [api](const std::string& tag, const std::string& path) {
        return fmt::format("{}/contents/{}?ref={}", api, path, escape_uri_part(tag));
    };
    places.asset_origin = net::origin_of(web);
    return places;
}

}  // namespace

Result<void> check_forge_source(const Source& source, size_t most_parts) {
    if (!is_repository(source.repository, most_parts))
        return fail(ErrorCode::usage, fmt::format("\"{}\" is no repository of a forge", display(source.repository)));
    if (!source.mirror.empty())
        return fail(ErrorCode::usage, fmt::format("source {} takes no mirror", source.kind), source.mirror);
    return {};
}

Result<std::vector<Fetched>> fetch_of_github(const Recipe& recipe, const Candidate& chosen, World& world) {
    WARD_TRY_VOID(check_forge_source(recipe.source));
    WARD_TRY_VOID(check_candidate(chosen));
    const std::string& repository = recipe.source.repository;
    WARD_TRY(net::ApiClient client, github_client(world));
    const std::string where = fmt::format("{}/{}", client.base_url(), repository);
    Candidate known = chosen;
    WARD_TRY(known.commit, github_commit_of_tag(client, repository, chosen.tag));
    WARD_TRY_VOID(check_not_moved(chosen, known.commit, where));
    WARD_TRY(std::vector<Fetched> all,
             fetch_artefacts(recipe, known, world, tag_archive, places_of(world, repository)));
    WARD_TRY(const std::string after, github_commit_of_tag(client, repository, chosen.tag));
    WARD_TRY_VOID(check_not_moved(known, after, where));
    for (Fetched& fetched : all)
        if (fetched.artefact->pin_version.empty() && fetched.artefact->kind != "npm" && fetched.artefact->kind != "url")
            fetched.commit = known.commit;
    return all;
}

}  // namespace ward::update
