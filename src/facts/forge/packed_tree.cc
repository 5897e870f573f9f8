#include "facts/forge/packed_tree.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"
#include "formats/escape.h"
#include "io/archive/archive.h"
#include "io/net/api_client.h"

namespace ward::forge {
namespace {

Result<void> check(TreeRequest& request) {
    WARD_TRY_VOID(net::check_base_url(request.base_url));
    WARD_TRY_VOID(net::check_token(request.token, token_variables(request.kind).front()));
    if (!is_repository_name(request.kind, request.name))
        return fail(ErrorCode::usage, "'" + display(request.name) + "' is no name of a repository");
    const bool is_ref = request.ref.size() <= max_ref_bytes &&
                        std::ranges::none_of(request.ref, [](char c) { return (c >= 0 && c <= ' ') || c == '\x7f'; });
    if (!is_ref) return fail(ErrorCode::usage, "'" + display(request.ref) + "' is no name of a branch, tag or commit");
    return {};
}

std::string url_of(const TreeRequest& request) {
    if (request.kind == ForgeKind::github)
        return fmt::format("{}/repos/{}/tarball{}{}", request.base_url, request.name, request.ref.empty() ? "" : "/",
                           escape_uri_part(request.ref));
    // Large files that git itself does not hold stay what they are in the tree: names of them.
    return fmt::format("{}/projects/{}/repository/archive.tar.gz?include_lfs_blobs=false{}{}", request.base_url,
                       escape_uri_part(request.name), request.ref.empty() ? "" : "&sha=", escape_uri_part(request.ref));
}

Result<std::string> fetched(net::Http& http, const TreeRequest& request) {
    net::ApiOptions options{.base_url = request.base_url,
                            .token = request.token,
                            .answer_bytes = max_packed_tree_bytes,
                            .courtesy = request.courtesy};
    if (request.kind == ForgeKind::github) options.headers = {{"X-GitHub-Api-Version", "2022-11-28"}};
    net::ApiClient client(http, std::move(options));
    const std::string url = url_of(request);
    WARD_TRY(net::Response response, client.read(url));
    auto answered = net::check_answer(response);
    if (!answered) {
        Error error = std::move(answered).error();
        error.where = url;  // the address of a private archive is as good as a token
        if (request.token.empty() && (error.code == ErrorCode::auth || error.code == ErrorCode::not_found))
            error.what += fmt::format("; what is not public needs a token ({})", token_variables(request.kind).front());
        return std::unexpected(std::move(error));
    }
    return archive::expand_gzip(response.body, url, {.expanded_bytes = max_expanded_tree_bytes});
}

}  // namespace

Result<std::string> fetch_packed_tree(net::Http& http, const TreeRequest& asked) {
    TreeRequest request = asked;
    WARD_TRY_VOID(check(request));
    auto tar = fetched(http, request);
    // A server's own words are in the reason, and it could say what it was told.
    if (!tar && !request.token.empty()) tar.error().what = replace_all(tar.error().what, request.token, "[token]");
    return tar;
}

}  // namespace ward::forge
