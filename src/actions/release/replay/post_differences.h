// The post that a record generates beside the one that was published.
#pragma once

#include <string_view>
#include <vector>

#include "actions/release/replay/difference.h"
#include "actions/release/replay/published_post.h"

namespace ward::release {

// Of `release`, a slug. `file` is the published post's name, for places.
std::vector<Difference> compare_posts(std::string_view release, const PublishedPost& ours,
                                      const PublishedPost& published, std::string_view file);

}  // namespace ward::release
