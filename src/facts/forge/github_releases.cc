// The newest releases with their assets. By REST: GraphQL does not tell what branch a release was made from.
#include <fmt/core.h>

#include "facts/forge/parts.h"

namespace ward::forge {
namespace {

constexpr size_t most_releases = 30;
constexpr size_t most_assets = 1'000;  // GitHub's own limit

}  // namespace

void github_releases(Collection& all) {
    const auto list = all.api.get_list(fmt::format("/repos/{}/releases?per_page={}", all.facts.name, most_releases));
    if (!list) return all.gap("releases", list.error(), "contents: read");
    Answer answer;
    std::vector<Release> releases;
    for (const Node& item : answer.items(*list, most_releases)) {
        if (answer.truth(&item, "draft") == true) continue;  // who may push sees those; nobody else
        Release release{.tag = answer.text(&item, "tag_name"),
                        .target = answer.text(&item, "target_commitish"),
                        .url = answer.text(&item, "html_url")};
        for (const Node& asset : answer.list(&item, "assets", most_assets))
            release.assets.push_back({answer.text(&asset, "name"), answer.text(&asset, "browser_download_url")});
        releases.push_back(std::move(release));
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("releases", whole.error());
    all.facts.releases = std::move(releases);
}

}  // namespace ward::forge
