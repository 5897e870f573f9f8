// Every text once: gives equal texts the same number, in the order in which they first came.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "facts/advisory/arena.h"

namespace ward::advisory {

class Interner {
  public:
    // Number 0 is the empty text.
    Interner();
    uint32_t number(std::string_view text) { return number(text, hash(text)); }
    uint32_t number(std::string_view text, uint64_t hash);
    std::string_view text(uint32_t number) const { return entries_[number].text; }
    uint64_t hash_at(uint32_t number) const { return entries_[number].hash; }
    uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
    void clear();

    // Seeded once per process: who writes the feed cannot prepare texts that collide.
    static uint64_t hash(std::string_view text);

  private:
    struct Entry {
        std::string_view text;
        uint64_t hash = 0;
    };
    void grow();

    Arena arena_;
    std::vector<Entry> entries_;
    std::vector<uint32_t> table_;  // number + 1, or 0
};

}  // namespace ward::advisory
