// Every name of some sources once: a number for each, so that readers compare numbers and not text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace ward::javascript {

using NameIndex = uint32_t;

class Names {
  public:
    Names();
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;

    // The number of `text`, a new one where it was not seen before. The empty text is 0. Copies what it keeps.
    NameIndex intern(std::string_view text);
    std::string_view text(NameIndex name) const { return texts_[name]; }
    size_t size() const { return texts_.size(); }

  private:
    struct Slot {
        uint32_t hash = 0;
        NameIndex name = 0;
    };

    std::string_view keep(std::string_view text);
    void grow();

    std::vector<Slot> slots_;  // open addressing; name 0 is a free slot
    std::vector<std::string_view> texts_;
    std::vector<std::unique_ptr<char[]>> chunks_;
    size_t left_ = 0;  // bytes of the last chunk
    char* at_ = nullptr;
};

}  // namespace ward::javascript
