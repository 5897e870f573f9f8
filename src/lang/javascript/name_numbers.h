// A number for each name that a file is written with, so that its readers look a name up once and not wherever it
// stands. (Private to the token list.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lang/javascript/words.h"

namespace ward::javascript {

class NameNumbers {
  public:
    struct Numbered {
        uint32_t number = 0;
        Word word = Word::none;
    };

    // Forgets all names. `source` must outlive what is asked afterwards.
    void reset(std::string_view source);
    // Of the name at `offset`, as it is written.
    Numbered add(size_t offset, size_t length);

    size_t size() const { return places_.size(); }
    std::string_view text(uint32_t number) const {
        return source_.substr(places_[number].offset, places_[number].length);
    }

  private:
    // Names of up to eight bytes are their own key, zeros behind them (no name holds one). Of others it is a hash.
    struct Slot {
        uint64_t key = 0;
        uint32_t number_and_one = 0;  // 0: free
        Word word = Word::none;
        bool is_long = false;
    };
    struct Place {
        uint32_t offset = 0;
        uint32_t length = 0;
    };

    uint64_t key_of(size_t offset, size_t length) const;
    void put(const Slot& slot);
    void grow();

    std::string_view source_;
    std::vector<Slot> slots_;
    std::vector<Place> places_;  // where each name stands first
};

}  // namespace ward::javascript
