#include "facts/names/two_edits.h"

#include <algorithm>
#include <bit>

#include "base/text.h"

namespace ward::names {
namespace {

// Which characters a name has (a to z, digits in pairs, punctuation), and which letters it has twice. An edit adds or
// takes away at most one of each of two characters, so it changes at most two bits: two edits at most four.
constexpr int max_changed_bits = 4;

uint64_t mask_of(std::string_view name) {
    uint64_t mask = 0;
    for (const char written : name) {
        const char c = to_lower(written);
        if (c >= 'a' && c <= 'z') {
            const uint64_t once = uint64_t{1} << (c - 'a');
            mask |= (mask & once) != 0 ? once << 26 : once;
        } else if (is_digit(c)) {
            mask |= uint64_t{1} << (52 + (c - '0') / 2);
        } else {
            mask |= uint64_t{1} << (57 + (static_cast<unsigned char>(c) & 3u));
        }
    }
    return mask;
}

void compare(uint64_t mask, const uint64_t* masks, const uint32_t* ids, size_t count, std::vector<uint32_t>& out) {
    for (size_t i = 0; i < count; ++i)
        if (std::popcount(masks[i] ^ mask) <= max_changed_bits) out.push_back(ids[i]);
}

#if defined(__x86_64__)
// The same with the instruction that counts bits, which the least x86-64 lacks.
[[gnu::target("popcnt")]] void compare_fast(uint64_t mask, const uint64_t* masks, const uint32_t* ids, size_t count,
                                            std::vector<uint32_t>& out) {
    for (size_t i = 0; i < count; ++i)
        if (__builtin_popcountll(masks[i] ^ mask) <= max_changed_bits) out.push_back(ids[i]);
}
bool has_popcount() {
    static const bool has = __builtin_cpu_supports("popcnt") != 0;
    return has;
}
#endif

}  // namespace

void TwoEdits::add(std::string_view name, uint32_t id) {
    if (name.size() < two_edits_bytes || name.size() > UINT16_MAX) return;
    rows_.push_back({static_cast<uint16_t>(name.size()), id, mask_of(name)});
}

void TwoEdits::sort() {
    std::ranges::stable_sort(rows_, {}, &Row::size);
    masks_.clear();
    ids_.clear();
    const size_t longest = rows_.empty() ? 0 : rows_.back().size;
    begins_.assign(longest + 2, 0);
    for (const Row& row : rows_) {
        masks_.push_back(row.mask);
        ids_.push_back(row.id);
        ++begins_[row.size + size_t{1}];
    }
    for (size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
    rows_ = {};
}

void TwoEdits::find(std::string_view name, std::vector<uint32_t>& out) const {
    if (name.size() < two_edits_bytes || begins_.empty()) return;
    const size_t longest = begins_.size() - 2;
    const size_t least = name.size() - 2;
    const size_t most = std::min(name.size() + 2, longest);
    if (least > most) return;
    const size_t begin = begins_[least];
    const size_t count = begins_[most + 1] - begin;
    const uint64_t mask = mask_of(name);
#if defined(__x86_64__)
    if (has_popcount()) return compare_fast(mask, masks_.data() + begin, ids_.data() + begin, count, out);
#endif
    compare(mask, masks_.data() + begin, ids_.data() + begin, count, out);
}

size_t TwoEdits::bytes() const {
    return masks_.capacity() * sizeof(uint64_t) + (ids_.capacity() + begins_.capacity()) * sizeof(uint32_t);
}

}  // namespace ward::names
