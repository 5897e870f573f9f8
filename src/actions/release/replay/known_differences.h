// A list, kept by people, of differences that they looked at: each with its reason. ward reads it and never writes it.
// Form: docs/release-replay.md.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "actions/release/replay/difference.h"
#include "base/result.h"

namespace ward::release {

constexpr int known_schema = 1;
constexpr size_t max_known_bytes = 4u << 20;
constexpr size_t max_known_differences = 20'000;

struct KnownDifference {
    Difference difference;  // its ruling where the list has one
    bool rules = false;     // does the list say who is right?
    int line = 0;
};

// `parse` errors name the line: another form, a difference without reason, or one that stands there twice.
Result<std::vector<KnownDifference>> known_differences(std::string_view json, std::string_view name);

struct KnownMatch {
    std::vector<bool> is_known;                // of the differences, in their order
    std::vector<const KnownDifference*> gone;  // of `releases`, and there no more
};
// Rulings and reasons of the list replace what was found. Rows of other releases than `releases` (slugs) are left
// alone.
KnownMatch match_known(std::vector<Difference>& differences, const std::vector<KnownDifference>& known,
                       const std::vector<std::string>& releases);

}  // namespace ward::release
