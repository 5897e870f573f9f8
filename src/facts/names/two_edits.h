// Names that may be two edits away: by a mask of their characters, compared with all of nearly the same length. A pass
// over a few thousand masks costs a microsecond, less than looking up each name with two characters left out.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ward::names {

// Both names have at least as many bytes: of shorter ones too many are two edits apart.
inline constexpr size_t two_edits_bytes = 8;

class TwoEdits {
  public:
    void add(std::string_view name, uint32_t id);
    // After the last add().
    void sort();
    // Appends the ids of all names that are at most two edits away, and of some that are further.
    void find(std::string_view name, std::vector<uint32_t>& out) const;
    size_t bytes() const;

  private:
    struct Row {
        uint16_t size;
        uint32_t id;
        uint64_t mask;
    };
    std::vector<Row> rows_;  // until sort()
    // By length.
    std::vector<uint64_t> masks_;
    std::vector<uint32_t> ids_;
    std::vector<uint32_t> begins_;  // [n]: where names of n bytes begin; one more than the longest
};

}  // namespace ward::names
