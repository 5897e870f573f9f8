#include "facts/names/name_table.h"

#include <bit>

#include "facts/names/hashes.h"

namespace ward::names {
namespace {

uint64_t hash_of(std::string_view name) {
    return mixed(rolling_hash(name), 0);
}

}  // namespace

NameTable::NameTable(const NameList& list, size_t count) : list_(&list) {
    count = std::min(count, list.size());
    slots_.assign(std::bit_ceil(count * 2 + 2), 0);
    const size_t mask = slots_.size() - 1;
    for (size_t place = 0; place < count; ++place) {
        const uint64_t hash = hash_of(list.name(place));
        size_t slot = hash & mask;
        while (slots_[slot] != 0) slot = (slot + 1) & mask;
        slots_[slot] = (hash >> 32 << 32) | (place + 1);
    }
}

std::optional<uint32_t> NameTable::find(std::string_view name) const {
    if (slots_.empty() || name.size() > max_name_bytes) return std::nullopt;
    const uint64_t hash = hash_of(name);
    const size_t mask = slots_.size() - 1;
    for (size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        if (slots_[slot] >> 32 != hash >> 32) continue;
        const auto place = static_cast<uint32_t>(slots_[slot]) - 1;
        if (list_->name(place) == name) return place;
    }
    return std::nullopt;
}

}  // namespace ward::names
