// json-api: a JSON document in which a pointer leads to the version, or to many of them.
#include <set>

#include <fmt/format.h>

#include "actions/update/recipe/json_pointer.h"
#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/forge_list.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view needs[] = {"url", "pointer"};
constexpr DocumentLimits limits = {.bytes = size_t{64} << 20, .nodes = 4'000'000};

const Artefact none;  // an artefact has to say its URL

Result<Node> document_at(const std::string& url, World& world) {
    WARD_TRY(net::Http * http, door_of(world, url));
    net::ApiClient client(*http, {.base_url = url,
                                  .headers = {{"Accept", "application/json"}},
                                  .cache_folder = world.cache_folder,
                                  .answer_bytes = limits.bytes,
                                  .courtesy = world.courtesy});
    WARD_TRY(const net::CachedAnswer answer, client.get(url));
    if (is_html(answer.body)) return fail(ErrorCode::parse, "is an HTML page where JSON was asked for", url);
    return parse_json(answer.body, url, limits);
}

Result<std::vector<Candidate>> list(const Recipe& recipe, World& world) {
    const Source& source = recipe.source;
    std::string url = source.url;
    auto document = document_at(url, world);
    if (!document && document.error().code == ErrorCode::network && !source.mirror.empty())
        document = document_at(url = source.mirror, world);
    if (!document) return std::unexpected(document.error());
    const auto found = find_all(*document, source.pointer);
    if (!found) return std::unexpected(Error{found.error().code, found.error().what, url + " " + source.pointer});
    std::vector<const Node*> spelled;
    for (const Node* node : *found) {
        if (node->is_list()) {
            for (const Node& item : node->items) spelled.push_back(&item);
        } else {
            spelled.push_back(node);
        }
    }
    std::vector<Candidate> all;
    std::set<std::string> seen;
    for (const Node* node : spelled) {
        // A number would be 1.1 where 1.10 is meant.
        if (!node->is_string())
            return fail(ErrorCode::parse, fmt::format("line {} is no text, and so no version", node->line), url);
        auto candidate = candidate_of_tag(recipe, node->text, world);
        if (!candidate || !seen.insert(candidate->version).second) continue;
        candidate->found["page"] = url;
        if (all.size() == max_candidates)
            return fail(ErrorCode::limit, fmt::format("has more than {} versions", max_candidates), url);
        all.push_back(*std::move(candidate));
    }
    return all;
}

Result<std::vector<Fetched>> fetch(const Recipe& recipe, const Candidate& chosen, World& world) {
    const auto page = chosen.found.find("page");
    Places places;
    places.page = page == chosen.found.end() ? recipe.source.url : page->second;
    return fetch_artefacts(recipe, chosen, world, none, places);
}

}  // namespace

WARD_UPDATE_SOURCE(json_api) = {
    .name = "json-api",
    .summary = "a JSON document in which a pointer leads to versions",
    .needs = needs,
    .list = list,
    .fetch = fetch,
};

}  // namespace ward::update
