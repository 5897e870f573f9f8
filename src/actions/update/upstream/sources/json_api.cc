// json-api: a JSON document in which a pointer leads to the version, or to many of them.
#include <fmt/core.h>

#include "actions/update/recipe/json_pointer.h"
#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/forge_list.h"
#include "actions/update/upstream/page_list.h"

namespace ward::update {
namespace {

constexpr std::string_view json_api_needs[] = {"url", "pointer"};
constexpr DocumentLimits limits = {.bytes = size_t{64} << 20, .nodes = 4'000'000};

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

Result<void> add_version(const Node& node, PageList& versions) {
    // A number would be 1.1 where 1.10 is meant.
    if (!node.is_string())
        return fail(ErrorCode::parse, fmt::format("line {} is no text, and so no version", node.line), versions.url());
    return versions.add(node.text);
}

Result<void> read_document(const Recipe& recipe, PageList& versions, World& world) {
    WARD_TRY(const Node document, document_at(versions.url(), world));
    const auto found = find_all(document, recipe.source.pointer);
    if (!found)
        return fail(found.error().code, found.error().what,
                    fmt::format("{} {}", versions.url(), recipe.source.pointer));
    for (const Node* node : *found) {
        if (!node->is_list()) {
            WARD_TRY_VOID(add_version(*node, versions));
            continue;
        }
        for (const Node& item : node->items) WARD_TRY_VOID(add_version(item, versions));
    }
    return {};
}

Result<std::vector<Candidate>> list_json_api(const Recipe& recipe, World& world) {
    return list_of_page(recipe, world, read_document);
}

}  // namespace

WARD_UPDATE_SOURCE(json_api) = {
    .name = "json-api",
    .summary = "a JSON document in which a pointer leads to versions",
    .needs = json_api_needs,
    .list = list_json_api,
    .fetch = fetch_from_page,
};

}  // namespace ward::update
