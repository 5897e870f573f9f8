#include "lang/javascript/syntax/names.h"

#include <algorithm>
#include <cstring>

namespace ward::javascript {
namespace {

constexpr size_t first_slots = 1024;
constexpr size_t chunk_bytes = size_t{64} << 10;

// Names are short: eight bytes at a time. A stranger who makes names collide makes us slow by his own file's size only
// as far as the mixing is weak; the last step is a strong one.
uint32_t hash_of(std::string_view text) {
    uint64_t hash = 0x9e3779b97f4a7c15 ^ text.size();
    const auto mix = [&](uint64_t value) {
        hash = (hash ^ value) * 0xbf58476d1ce4e5b9;
        hash ^= hash >> 29;
    };
    for (; text.size() >= 8; text.remove_prefix(8)) {
        uint64_t value = 0;
        std::memcpy(&value, text.data(), 8);
        mix(value);
    }
    uint64_t value = 0;
    std::memcpy(&value, text.data(), text.size());
    mix(value);
    hash = (hash ^ hash >> 32) * 0x94d049bb133111eb;
    return static_cast<uint32_t>(hash >> 32);
}

}  // namespace

Names::Names() : slots_(first_slots), texts_(1) {}

std::string_view Names::keep(std::string_view text) {
    if (text.size() > left_) {
        left_ = std::max(chunk_bytes, text.size());
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
        at_ = chunks_.back().get();
    }
    std::memcpy(at_, text.data(), text.size());
    const std::string_view kept(at_, text.size());
    at_ += text.size();
    left_ -= text.size();
    return kept;
}

void Names::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    const size_t mask = slots_.size() - 1;
    for (const Slot& one : old) {
        if (one.name == 0) continue;
        size_t slot = one.hash & mask;
        while (slots_[slot].name != 0) slot = (slot + 1) & mask;
        slots_[slot] = one;
    }
}

NameIndex Names::intern(std::string_view text) {
    if (text.empty()) return 0;
    const uint32_t hash = hash_of(text);
    const size_t mask = slots_.size() - 1;
    size_t slot = hash & mask;
    for (; slots_[slot].name != 0; slot = (slot + 1) & mask)
        if (slots_[slot].hash == hash && texts_[slots_[slot].name] == text) return slots_[slot].name;
    const auto name = static_cast<NameIndex>(texts_.size());
    texts_.push_back(keep(text));
    slots_[slot] = {hash, name};
    if (texts_.size() * 2 > slots_.size()) grow();
    return name;
}

}  // namespace ward::javascript
