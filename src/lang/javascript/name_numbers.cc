#include "lang/javascript/name_numbers.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <random>

namespace ward::javascript {
namespace {

constexpr size_t fewest_slots = 1024;
constexpr size_t key_bytes = sizeof(uint64_t);

// Not known to those who write the file, who could choose names that meet in one slot.
uint64_t secret() {
    static const uint64_t chosen = [] {
        std::random_device random;
        return uint64_t{random()} << 32 | random();
    }();
    return chosen;
}

// Both halves of a product: every bit of either factor reaches the result.
uint64_t mixed(uint64_t left, uint64_t right) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(left) * right;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

constexpr uint64_t odd = 0x9e3779b97f4a7c15ull;

size_t slot_of(uint64_t key) {
    return static_cast<size_t>(mixed(key ^ secret(), odd));
}

}  // namespace

void NameNumbers::reset(std::string_view source) {
    source_ = source;
    places_.clear();
    // A table that a large file left behind is not cleared for each small one.
    if (slots_.size() > fewest_slots * 16) slots_ = std::vector<Slot>(fewest_slots);
    else slots_.assign(std::max(slots_.size(), fewest_slots), Slot{});
}

uint64_t NameNumbers::key_of(size_t offset, size_t length) const {
    const char* const at = source_.data() + offset;
    uint64_t part = 0;
    if (length <= key_bytes) {
        if (offset + key_bytes > source_.size() || std::endian::native != std::endian::little) {
            std::memcpy(&part, at, length);
            return part;
        }
        std::memcpy(&part, at, key_bytes);
        return part & (~uint64_t{0} >> (8 * (key_bytes - length)));
    }
    uint64_t hash = secret() ^ length;
    for (size_t i = 0; i + key_bytes < length; i += key_bytes) {
        std::memcpy(&part, at + i, key_bytes);
        hash = mixed(hash ^ part, odd ^ secret());
    }
    std::memcpy(&part, at + length - key_bytes, key_bytes);
    return mixed(hash ^ part, odd);
}

NameNumbers::Numbered NameNumbers::add(size_t offset, size_t length) {
    const uint64_t key = key_of(offset, length);
    const bool is_long = length > key_bytes;
    const size_t mask = slots_.size() - 1;
    const Slot* const slots = slots_.data();
    for (size_t i = slot_of(key) & mask; slots[i].number_and_one != 0; i = (i + 1) & mask) {
        const Slot& slot = slots[i];
        if (slot.key != key || slot.is_long != is_long) continue;
        const uint32_t number = slot.number_and_one - 1;
        if (is_long && text(number) != source_.substr(offset, length)) continue;
        return {number, slot.word};
    }
    const auto number = static_cast<uint32_t>(places_.size());
    const Word word = word_of(source_.substr(offset, length));
    places_.push_back({static_cast<uint32_t>(offset), static_cast<uint32_t>(length)});
    put({.key = key, .number_and_one = number + 1, .word = word, .is_long = is_long});
    if (places_.size() * 2 > slots_.size()) grow();
    return {number, word};
}

void NameNumbers::put(const Slot& slot) {
    const size_t mask = slots_.size() - 1;
    size_t i = slot_of(slot.key) & mask;
    while (slots_[i].number_and_one != 0) i = (i + 1) & mask;
    slots_[i] = slot;
}

void NameNumbers::grow() {
    std::vector<Slot> before(slots_.size() * 4);
    before.swap(slots_);
    for (const Slot& slot : before)
        if (slot.number_and_one != 0) put(slot);
}

}  // namespace ward::javascript
