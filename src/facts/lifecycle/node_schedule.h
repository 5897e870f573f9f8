// The release schedule of Node.js as a dated copy (data/lifecycle/), for when no newer one is named.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/lifecycle/schedule.h"

namespace ward::lifecycle {

// When the copy was published, by whom.
constexpr std::string_view node_schedule_date = "2026-06-01";
constexpr std::string_view node_schedule_origin = "https://github.com/nodejs/Release";

Result<std::vector<Line>> node_schedule();

// The line that a version belongs to: "v22" for 22.1.0, "v0.12" for 0.12.18. Nothing where the schedule has no such
// line, or the text is no version.
const Line* line_of(std::span<const Line> lines, std::string_view version);

}  // namespace ward::lifecycle
