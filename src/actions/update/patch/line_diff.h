// Which lines two texts have in common (private to this folder): what merging and the writing of patches stand on.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ward::update {

// How many lines one search for a way between two texts may insert and remove before it takes the best it has. With it
// the time is at most lines times this, whatever a stranger's text looks like; git's own limit is the same.
constexpr size_t max_diff_cost = 256;

// With their ends; the last one may have none. The views are into `text`.
std::vector<std::string_view> lines_of(std::string_view text);

// Lines [old_begin, old_end) of the old text are replaced by [new_begin, new_end) of the new one.
struct LineChange {
    size_t old_begin = 0, old_end = 0, new_begin = 0, new_end = 0;
    bool operator==(const LineChange&) const = default;
};

// In order; at least one line that both have stands between two of them. Memory is linear.
std::vector<LineChange> diff_lines(const std::vector<std::string_view>& before,
                                   const std::vector<std::string_view>& after);

}  // namespace ward::update
