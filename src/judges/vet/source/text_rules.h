// Patterns over the constant texts of a file: one RE2 set, asked once for all of them together.
#pragma once

#include <functional>
#include <string_view>

#include "judges/vet/source/marks.h"

namespace ward::vet {

// Between texts that are looked at together. No pattern matches across it.
inline constexpr char text_separator = '\0';

// Limits: places looked at of one pattern in one call.
inline constexpr size_t max_matches = 64;

struct TextMatch {
    Mark mark = Mark::network;
    size_t offset = 0;
    size_t length = 0;
};

// Calls `found` for each place of each pattern, pattern by pattern. Gives false where the set ran out of memory (then
// every pattern is tried by itself, so that the answer is the same).
bool find_texts(std::string_view texts, const std::function<void(const TextMatch&)>& found);

}  // namespace ward::vet
