#include "actions/update/upstream/forge_list.h"

#include <set>
#include <utility>

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "base/text.h"
#include "io/gitobjects/repository.h"

namespace ward::update {
namespace {

// A hundred releases with a hundred assets each and their notes fit.
constexpr DocumentLimits page_limits = {.bytes = size_t{64} << 20, .nodes = 4'000'000};

Result<net::ApiClient> client_of(World& world, std::string base, std::vector<net::Header> headers, std::string token) {
    WARD_TRY(net::Http * http, door_of(world, base));
    WARD_TRY_VOID(net::check_base_url(base));
    WARD_TRY_VOID(net::check_token(token, "the token"));
    return net::ApiClient(*http, {.base_url = std::move(base),
                                  .token = std::move(token),
                                  .headers = std::move(headers),
                                  .cache_folder = world.cache_folder,
                                  .answer_bytes = page_limits.bytes,
                                  .courtesy = world.courtesy});
}

std::unexpected<Error> undocumented(std::string_view what, const std::string& url) {
    return fail(ErrorCode::parse, fmt::format("the answer is not as documented: {}", what), url);
}

}  // namespace

Result<net::ApiClient> github_client(World& world) {
    return client_of(world, world.github_api,
                     {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}},
                     world.github_token);
}

Result<net::ApiClient> gitlab_client(World& world, std::string base) {
    std::string token = base == world.gitlab_api ? world.gitlab_token : std::string();
    return client_of(world, std::move(base), {{"Accept", "application/json"}}, std::move(token));
}

Result<net::ApiClient> open_client(World& world, std::string base) {
    return client_of(world, std::move(base), {{"Accept", "application/json"}}, {});
}

Result<Node> ask_object(net::ApiClient& client, const std::string& url) {
    WARD_TRY(const net::CachedAnswer answer, client.get(url));
    WARD_TRY(Node root, parse_json(answer.body, url, page_limits));
    if (!root.is_table()) return undocumented("it is no object", url);
    return root;
}

Result<void> each_item(net::ApiClient& client, const std::string& url,
                       const std::function<Result<void>(const Node&)>& take) {
    std::set<std::string> seen;
    size_t items = 0;
    for (std::string page = url; seen.insert(page).second;) {
        if (seen.size() > max_list_pages)
            return fail(ErrorCode::limit, fmt::format("lists more than {} pages", max_list_pages), url);
        WARD_TRY(const net::CachedAnswer answer, client.get(page));
        WARD_TRY(const Node root, parse_json(answer.body, page, page_limits));
        if (!root.is_list()) return undocumented("it is no list", page);
        for (const Node& item : root.items) {
            if (!item.is_table()) return undocumented("an item is no object", page);
            if (++items > max_candidates)
                return fail(ErrorCode::limit, fmt::format("lists more than {} items", max_candidates), url);
            WARD_TRY_VOID(take(item));
        }
        WARD_TRY(const auto next, client.next_page(answer, page));
        if (!next) return {};
        page = *next;
    }
    return fail(ErrorCode::network, "leads to a page of the list that was there before", url);
}

Result<std::string> github_commit_of_tag(net::ApiClient& client, std::string_view repository, std::string_view tag) {
    const std::string base = fmt::format("{}/repos/{}/git", client.base_url(), repository);
    std::string url = fmt::format("{}/ref/tags/{}", base, tag);
    WARD_TRY(Node root, ask_object(client, url));
    // A name that begins like others was answered with the others.
    if (text_at(root, "ref") != fmt::format("refs/tags/{}", tag)) return undocumented("it is another reference", url);
    for (size_t depth = 0; depth <= gitobjects::max_tag_depth; ++depth) {
        const Node* object = root.find("object");
        if (object == nullptr) return undocumented("it has no object", url);
        std::string id = text_at(*object, "sha");
        const std::string type = text_at(*object, "type");
        if (!is_commit_id(id)) return undocumented("it has no object's id", url);
        if (type == "commit") return id;
        if (type != "tag") return fail(ErrorCode::unsupported, fmt::format("tag {} is no commit's", display(tag)), url);
        url = fmt::format("{}/tags/{}", base, id);
        WARD_TRY(root, ask_object(client, url));
    }
    return fail(ErrorCode::limit,
                fmt::format("tag {} is a tag of a tag, more than {} deep", display(tag), gitobjects::max_tag_depth),
                url);
}

}  // namespace ward::update
