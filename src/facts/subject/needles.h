// Many short texts looked for at once in a large file.
#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace ward::subject {

// A pair of bytes is looked at for each position, in a table that says whether any text begins with it; only there the
// texts are compared. Some nanoseconds for ten bytes, whatever their number (tens, not thousands).
class Needles {
  public:
    // Each has at least four bytes; the views are kept.
    explicit Needles(std::span<const std::string_view> texts);
    // Calls with the number of the text and its offset in `bytes`, in the order of offsets.
    void find(std::string_view bytes, const std::function<void(size_t text, size_t offset)>& found) const;

  private:
    std::vector<std::string_view> texts_;
    std::vector<std::vector<uint16_t>> by_head_;  // of the four first bytes, hashed
    std::bitset<65536> pairs_;                    // of the third and fourth byte: rarer than a capital and a letter
};

}  // namespace ward::subject
