// github-release: the releases of a GitHub repository, all pages of them. Drafts are left out: only who may push sees
// them. https://docs.github.com/rest/releases/releases#list-releases
#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/forge_github.h"
#include "actions/update/upstream/forge_list.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr size_t max_notes_bytes = 256u << 10;
constexpr std::string_view github_release_needs[] = {"repository"};

bool truth_at(const Node& node, std::string_view key) {
    const Node* field = node.find(key);
    return field != nullptr && field->kind == Node::Kind::boolean && field->truth;
}

// What the forge says of an asset is held against what comes.
void add_asset(const Node& asset, const std::string& repository, Candidate& candidate) {
    const std::string name = text_at(asset, "name");
    const std::string state = text_at(asset, "state");
    if (name.empty() || (!state.empty() && state != "uploaded")) return;
    candidate.assets.emplace_back(name, text_at(asset, "browser_download_url"));
    if (const Node* size = asset.find("size"); size != nullptr && size->kind == Node::Kind::integer)
        candidate.found["asset.size:" + name] = std::to_string(size->integer);
    if (const Node* id = asset.find("id"); id != nullptr && id->kind == Node::Kind::integer && id->integer > 0)
        candidate.found["asset.api:" + name] = fmt::format("{}/releases/assets/{}", repository, id->integer);
    constexpr std::string_view algorithm = "sha256:";
    if (const std::string digest = text_at(asset, "digest"); digest.starts_with(algorithm))
        candidate.found["asset.sha256:" + name] = to_lower(digest.substr(algorithm.size()));
}

Result<std::vector<Candidate>> list_github_release(const Recipe& recipe, World& world) {
    WARD_TRY_VOID(check_forge_source(recipe.source));
    WARD_TRY(net::ApiClient client, github_client(world));
    const std::string repository = fmt::format("{}/repos/{}", client.base_url(), recipe.source.repository);
    std::vector<Candidate> all;
    WARD_TRY_VOID(each_item(client, repository + "/releases?per_page=100", [&](const Node& release) -> Result<void> {
        if (truth_at(release, "draft")) return {};
        auto candidate = candidate_of_tag(recipe, text_at(release, "tag_name"), world);
        if (!candidate) return {};
        candidate->published = parse_instant(text_at(release, "published_at"));
        candidate->prerelease = truth_at(release, "prerelease");
        candidate->notes = text_at(release, "body").substr(0, max_notes_bytes);
        for (const Node& asset : items_at(release, "assets")) add_asset(asset, repository, *candidate);
        all.push_back(*std::move(candidate));
        return {};
    }));
    return all;
}

}  // namespace

WARD_UPDATE_SOURCE(github_release) = {
    .name = "github-release",
    .summary = "releases of a GitHub repository, with their assets",
    .needs = github_release_needs,
    .list = list_github_release,
    .fetch = fetch_of_github,
};

}  // namespace ward::update
