// Text that stays where it is: views of it live until clear(), however much is added.
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

namespace ward::advisory {

class Arena {
  public:
    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        if (block_ == blocks_.size() || text.size() > blocks_[block_].size - used_) make_room(text.size());
        char* at = blocks_[block_].bytes.get() + used_;
        std::ranges::copy(text, at);
        used_ += text.size();
        return {at, text.size()};
    }
    // Forgets the text, keeps the memory.
    void clear() { block_ = used_ = 0; }

  private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        size_t size = 0;
    };
    static constexpr size_t block_bytes = 1u << 18;

    void make_room(size_t size) {
        // A block that is too small for this text is left behind until the next clear().
        block_ += block_ == blocks_.size() ? 0 : 1;
        used_ = 0;
        if (block_ < blocks_.size() && blocks_[block_].size >= size) return;
        const size_t wanted = std::max(block_bytes, size);
        Block fresh{std::make_unique_for_overwrite<char[]>(wanted), wanted};
        blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(block_), std::move(fresh));
    }

    std::vector<Block> blocks_;
    size_t block_ = 0;
    size_t used_ = 0;
};

}  // namespace ward::advisory
