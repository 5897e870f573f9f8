// Every release of Node.js as a dated copy (data/lifecycle/), for when no newer index is named.
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/lifecycle/releases.h"

namespace ward::lifecycle {

// The day of the newest release in the copy, and whose announcements it was made from.
constexpr std::string_view node_releases_date = "2026-09-23";
constexpr std::string_view node_releases_origin = "https://github.com/nodejs/node";

// Node.js's own versions; those of io.js (1 to 3) are not among them.
Result<ReleaseIndex> node_releases();

}  // namespace ward::lifecycle
