// What a post says and cannot be, whatever a record says: it contradicts itself, or the published versions.
#pragma once

#include <string_view>
#include <vector>

#include "actions/release/replay/difference.h"
#include "actions/release/replay/published_post.h"
#include "facts/lifecycle/releases.h"

namespace ward::release {

// Versions of one release come out together: one that came out so many days later is another.
constexpr int most_days_behind_post = 7;

std::vector<Difference> errors_of(std::string_view release, const PublishedPost& post, std::string_view file,
                                  const lifecycle::ReleaseIndex& released);

}  // namespace ward::release
