// github-tag: the tags of a GitHub repository, all pages of them, each with its commit; not when it was made, which
// this list does not tell. https://docs.github.com/rest/repos/repos#list-repository-tags
#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/forge_github.h"
#include "actions/update/upstream/forge_list.h"

namespace ward::update {
namespace {

constexpr std::string_view github_tag_needs[] = {"repository"};

Result<std::vector<Candidate>> list_github_tag(const Recipe& recipe, World& world) {
    WARD_TRY_VOID(check_forge_source(recipe.source));
    WARD_TRY(net::ApiClient client, github_client(world));
    const std::string url = fmt::format("{}/repos/{}/tags?per_page=100", client.base_url(), recipe.source.repository);
    std::vector<Candidate> all;
    WARD_TRY_VOID(each_item(client, url, [&](const Node& tag) -> Result<void> {
        auto candidate = candidate_of_tag(recipe, text_at(tag, "name"), world);
        if (!candidate) return {};
        const Node* commit = tag.find("commit");
        candidate->commit = commit == nullptr ? std::string() : text_at(*commit, "sha");
        if (!is_commit_id(candidate->commit))
            return fail(ErrorCode::parse, "the answer is not as documented: a tag has no commit", url);
        all.push_back(*std::move(candidate));
        return {};
    }));
    return all;
}

}  // namespace

WARD_UPDATE_SOURCE(github_tag) = {
    .name = "github-tag",
    .summary = "tags of a GitHub repository",
    .needs = github_tag_needs,
    .list = list_github_tag,
    .fetch = fetch_of_github,
};

}  // namespace ward::update
