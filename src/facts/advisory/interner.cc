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
    for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        const uint32_t held = table_[slot];
        if (held == 0) {
            entries_.push_back({arena_.keep(text), hash});
            table_[slot] = size();
            if (entries_.size() * 2 > table_.size()) grow();
            return size() - 1;
        }
        const Entry& entry = entries_[held - 1];
        if (entry.hash == hash && entry.text == text) return held - 1;
    }
}

void Interner::grow() {
    table_.assign(table_.size() * 2, 0);
    const size_t mask = table_.size() - 1;
    for (uint32_t i = 0; i < size(); ++i) {
        size_t slot = entries_[i].hash & mask;
        while (table_[slot] != 0) slot = (slot + 1) & mask;
        table_[slot] = i + 1;
    }
}

void Interner::clear() {
    arena_.clear();
    entries_.clear();
    std::ranges::fill(table_, 0);
    number({});
}

}  // namespace ward::advisory
