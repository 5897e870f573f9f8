// The lists of a forge's API, page by page to their end, and the doors to the APIs that recipes name.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "actions/update/upstream/source.h"
#include "base/result.h"
#include "formats/document.h"
#include "io/net/api_client.h"

namespace ward::update {

constexpr int max_list_pages = 1'000;

// The token of `world` goes to its github_api alone.
Result<net::ApiClient> github_client(World& world);
// `base` is "https://…/api/v4"; the token goes there only where it is the one of `world`.
Result<net::ApiClient> gitlab_client(World& world, std::string base);
// Without a token: no instance is the world's own.
Result<net::ApiClient> open_client(World& world, std::string base);

// An answer that is one object.
Result<Node> ask_object(net::ApiClient& client, const std::string& url);
// Every item of a list, over all of its pages. `limit` where there are more than max_list_pages; a page that leads to
// one that was there is `network`.
Result<void> each_item(net::ApiClient& client, const std::string& url,
                       const std::function<Result<void>(const Node&)>& take);

// The commit that a tag of a GitHub repository is at, whatever tags of tags lie between.
Result<std::string> github_commit_of_tag(net::ApiClient& client, std::string_view repository, std::string_view tag);

}  // namespace ward::update
