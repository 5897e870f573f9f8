#include "facts/advisory/interner.h"

#include <algorithm>
#include <random>

#include "facts/advisory/hash.h"

namespace ward::advisory {

Interner::Interner() : table_(1u << 10) {
    number({});
}

uint64_t Interner::hash(std::string_view text) {
    static const uint64_t seed = [] {
        std::random_device device;
        return (uint64_t{device()} << 32) | device();
    }();
    return hash_bytes(seed, text);
}

uint32_t Interner::number(std::string_view text, uint64_t hash) {
    const size_t mask = table_.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        const uint64_t slot = table_[at];
        if (slot == 0) {
            entries_.push_back({arena_.keep(text), hash});
            table_[at] = slot_of(hash, entries_.size() - 1);
            if (entries_.size() * 2 > table_.size()) grow();
            return size() - 1;
        }
        if ((slot ^ hash) >> 32 != 0) continue;
        const auto number = static_cast<uint32_t>(slot) - 1;
        if (entries_[number].text == text) return number;
    }
}

void Interner::grow() {
    table_.assign(table_.size() * 2, 0);
    const size_t mask = table_.size() - 1;
    for (size_t i = 0; i < entries_.size(); ++i) {
        size_t at = entries_[i].hash & mask;
        while (table_[at] != 0) at = (at + 1) & mask;
        table_[at] = slot_of(entries_[i].hash, i);
    }
}

void Interner::clear() {
    arena_.clear();
    entries_.clear();
    std::ranges::fill(table_, 0);
    number({});
}

}  // namespace ward::advisory
