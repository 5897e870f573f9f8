// git-tag: the tags of any git remote, by `git ls-remote`: their names and commits, not when they were made.
#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/git_remote.h"

namespace ward::update {
namespace {

constexpr std::string_view git_tag_needs[] = {"url"};
constexpr std::string_view tags = "refs/tags/";

const Artefact files_of_tag = [] {
    Artefact artefact;
    artefact.kind = "git";
    return artefact;
}();

Result<std::vector<Candidate>> list_git_tag(const Recipe& recipe, World& world) {
    auto references = references_of_remote(world, recipe.source.url, "refs/tags/*");
    if (!references && references.error().code == ErrorCode::network && !recipe.source.mirror.empty())
        references = references_of_remote(world, recipe.source.mirror, "refs/tags/*");
    if (!references) return std::unexpected(references.error());
    std::vector<Candidate> all;
    for (const RemoteReference& reference : *references) {
        if (!reference.name.starts_with(tags)) continue;
        auto candidate = candidate_of_tag(recipe, std::string_view(reference.name).substr(tags.size()), world);
        if (!candidate) continue;
        candidate->commit = reference.commit;
        all.push_back(*std::move(candidate));
    }
    return all;
}

Result<std::vector<Fetched>> fetch_git_tag(const Recipe& recipe, const Candidate& chosen, World& world) {
    Places places;
    places.clone = recipe.source.url;
    auto all = fetch_artefacts(recipe, chosen, world, files_of_tag, places);
    if (all || all.error().code != ErrorCode::network || recipe.source.mirror.empty()) return all;
    places.clone = recipe.source.mirror;
    return fetch_artefacts(recipe, chosen, world, files_of_tag, places);
}

}  // namespace

WARD_UPDATE_SOURCE(git_tag) = {
    .name = "git-tag",
    .summary = "tags of a git remote",
    .needs = git_tag_needs,
    .list = list_git_tag,
    .fetch = fetch_git_tag,
};

}  // namespace ward::update
