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
    // A slot holds the upper half of the hash beside number + 1, so that other texts are passed over without a look.
    static uint64_t slot_of(uint64_t hash, size_t number) { return (hash >> 32 << 32) | (number + 1); }

    Arena arena_;
    std::vector<Entry> entries_;
    std::vector<uint64_t> table_;  // 0: free
};

}  // namespace ward::advisory
