// gitea-tag: the tags of a repository on a Gitea or Forgejo instance (`url`: "https://codeberg.org").
// https://docs.gitea.com/api/ (repoListTags, repoGetTag)
#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/forge_github.h"
#include "actions/update/upstream/forge_list.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view gitea_tag_needs[] = {"repository", "url"};

const Artefact tag_archive = [] {
    Artefact artefact;
    artefact.kind = "archive";
    artefact.strip = 1;
    return artefact;
}();

std::string web_of(const Source& source) {
    std::string base = source.url;
    while (base.ends_with('/')) base.pop_back();
    return base;
}

Result<std::string> commit_of(const Node& tag, const std::string& url) {
    const Node* commit = tag.find("commit");
    std::string id = commit == nullptr ? std::string() : text_at(*commit, "sha");
    if (!is_commit_id(id)) return fail(ErrorCode::parse, "the answer is not as documented: a tag has no commit", url);
    return id;
}

Result<std::vector<Candidate>> list_gitea_tag(const Recipe& recipe, World& world) {
    WARD_TRY_VOID(check_forge_source(recipe.source));
    WARD_TRY(net::ApiClient client, open_client(world, web_of(recipe.source) + "/api/v1"));
    const std::string url = fmt::format("{}/repos/{}/tags?limit=50", client.base_url(), recipe.source.repository);
    std::vector<Candidate> all;
    WARD_TRY_VOID(each_item(client, url, [&](const Node& tag) -> Result<void> {
        auto candidate = candidate_of_tag(recipe, text_at(tag, "name"), world);
        if (!candidate) return {};
        WARD_TRY(candidate->commit, commit_of(tag, url));
        candidate->published = parse_instant(text_at(*tag.find("commit"), "created"));
        all.push_back(*std::move(candidate));
        return {};
    }));
    return all;
}

Result<std::vector<Fetched>> fetch_gitea_tag(const Recipe& recipe, const Candidate& chosen, World& world) {
    const Source& source = recipe.source;
    WARD_TRY_VOID(check_forge_source(source));
    WARD_TRY_VOID(check_candidate(chosen));
    WARD_TRY(net::ApiClient client, open_client(world, web_of(source) + "/api/v1"));
    const std::string base = fmt::format("{}/{}", web_of(source), source.repository);
    Places places;
    places.clone = base + ".git";
    places.archive = [&](const std::string& tag) { return fmt::format("{}/archive/{}.tar.gz", base, tag); };
    places.raw = [&](const std::string& tag, const std::string& path) {
        return fmt::format("{}/raw/{}/{}/{}", base, is_commit_id(tag) ? "commit" : "tag", tag, path);
    };
    const std::string url = fmt::format("{}/repos/{}/tags/{}", client.base_url(), source.repository, chosen.tag);
    const auto commit_now = [&]() -> Result<std::string> {
        WARD_TRY(const Node tag, ask_object(client, url));
        return commit_of(tag, url);
    };
    Candidate known = chosen;
    WARD_TRY(known.commit, commit_now());
    WARD_TRY_VOID(check_not_moved(chosen, known.commit, url));
    WARD_TRY(std::vector<Fetched> all, fetch_artefacts(recipe, known, world, tag_archive, places));
    WARD_TRY(const std::string after, commit_now());
    WARD_TRY_VOID(check_not_moved(known, after, url));
    for (Fetched& fetched : all)
        if (fetched.artefact->kind == "archive" || fetched.artefact->kind == "raw") fetched.commit = known.commit;
    return all;
}

}  // namespace

WARD_UPDATE_SOURCE(gitea_tag) = {
    .name = "gitea-tag",
    .summary = "tags of a repository on a Gitea or Forgejo instance",
    .needs = gitea_tag_needs,
    .list = list_gitea_tag,
    .fetch = fetch_gitea_tag,
};

}  // namespace ward::update
