// gitlab-tag: the tags of a project on a GitLab instance (`url`: "https://gitlab.example.org"; gitlab.com without one).
// https://docs.gitlab.com/api/tags/
#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/forge_github.h"
#include "actions/update/upstream/forge_list.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view gitlab_tag_needs[] = {"repository"};
constexpr size_t max_group_depth = 21;  // GitLab's own limit, and the project

const Artefact tag_archive = [] {
    Artefact artefact;
    artefact.kind = "archive";
    artefact.strip = 1;
    return artefact;
}();

std::string api_of(const Source& source, const World& world) {
    if (source.url.empty()) return world.gitlab_api;
    std::string base = source.url;
    while (base.ends_with('/')) base.pop_back();
    return base + "/api/v4";
}
std::string project_of(const std::string& base, const Source& source) {
    return fmt::format("{}/projects/{}/repository", base, replace_all(source.repository, "/", "%2F"));
}

Result<std::vector<Candidate>> list_gitlab_tag(const Recipe& recipe, World& world) {
    WARD_TRY_VOID(check_forge_source(recipe.source, max_group_depth));
    WARD_TRY(net::ApiClient client, gitlab_client(world, api_of(recipe.source, world)));
    const std::string url = project_of(client.base_url(), recipe.source) + "/tags?per_page=100";
    std::vector<Candidate> all;
    WARD_TRY_VOID(each_item(client, url, [&](const Node& tag) -> Result<void> {
        auto candidate = candidate_of_tag(recipe, text_at(tag, "name"), world);
        if (!candidate) return {};
        const Node* commit = tag.find("commit");
        if (commit == nullptr || !is_commit_id(text_at(*commit, "id")))
            return fail(ErrorCode::parse, "the answer is not as documented: a tag has no commit", url);
        candidate->commit = text_at(*commit, "id");
        // When the tag was made, which only annotated ones tell; else when its commit was.
        candidate->published = parse_instant(text_at(tag, "created_at"));
        if (!candidate->published) candidate->published = parse_instant(text_at(*commit, "committed_date"));
        all.push_back(*std::move(candidate));
        return {};
    }));
    return all;
}

Result<std::string> commit_of_tag(net::ApiClient& client, const Source& source, const std::string& tag) {
    const std::string url =
        fmt::format("{}/tags/{}", project_of(client.base_url(), source), replace_all(tag, "/", "%2F"));
    WARD_TRY(const Node root, ask_object(client, url));
    const Node* commit = root.find("commit");
    std::string id = commit == nullptr ? std::string() : text_at(*commit, "id");
    if (!is_commit_id(id)) return fail(ErrorCode::parse, "the answer is not as documented: a tag has no commit", url);
    return id;
}

Result<std::vector<Fetched>> fetch_gitlab_tag(const Recipe& recipe, const Candidate& chosen, World& world) {
    const Source& source = recipe.source;
    WARD_TRY_VOID(check_forge_source(source, max_group_depth));
    WARD_TRY_VOID(check_candidate(chosen));
    WARD_TRY(net::ApiClient client, gitlab_client(world, api_of(source, world)));
    const std::string project = project_of(client.base_url(), source);
    Places places;
    places.clone = net::origin_of(client.base_url()) + source.repository + ".git";
    places.archive = [&](const std::string& tag) {
        return fmt::format("{}/archive.tar.gz?sha={}", project, replace_all(tag, "/", "%2F"));
    };
    places.raw = [&](const std::string& tag, const std::string& path) {
        return fmt::format("{}/files/{}/raw?ref={}", project, replace_all(path, "/", "%2F"),
                           replace_all(tag, "/", "%2F"));
    };
    WARD_TRY(const std::string before, commit_of_tag(client, source, chosen.tag));
    WARD_TRY_VOID(check_not_moved(chosen, before, project));
    Candidate known = chosen;
    known.commit = before;
    WARD_TRY(std::vector<Fetched> all, fetch_artefacts(recipe, known, world, tag_archive, places));
    WARD_TRY(const std::string after, commit_of_tag(client, source, chosen.tag));
    WARD_TRY_VOID(check_not_moved(known, after, project));
    for (Fetched& fetched : all)
        if (fetched.artefact->kind == "archive" || fetched.artefact->kind == "raw") fetched.commit = before;
    return all;
}

}  // namespace

WARD_UPDATE_SOURCE(gitlab_tag) = {
    .name = "gitlab-tag",
    .summary = "tags of a project on a GitLab instance",
    .needs = gitlab_tag_needs,
    .list = list_gitlab_tag,
    .fetch = fetch_gitlab_tag,
};

}  // namespace ward::update
