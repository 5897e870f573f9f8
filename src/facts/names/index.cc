#include "facts/names/index.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/text.h"
#include "facts/names/forms.h"
#include "facts/names/hashes.h"

namespace ward::names {
namespace {

// Kinds of keys; each has hashes of its own.
enum class Key : uint64_t { edited = 1, squashed, words, printed, collapsed, sounded, stripped };

constexpr size_t bits_per_entry = 16;  // of the bitmap: six of a hundred foreign look-ups pass it

// Calls `take` with the hash of each key of `name`: the same for targets and for what is looked up.
template <typename Take>
void for_each_key(std::string_view name, Take take) {
    const auto whole = [&](Key key, std::string_view form) {
        if (!form.empty()) take(mixed(rolling_hash(form), static_cast<uint64_t>(key)));
    };
    const std::string joined = squashed(name);
    whole(Key::squashed, joined);
    if (!parts_of(name).scope.empty()) return;
    const std::string lower = to_lower(name);
    const auto edited = [&](std::string_view form) {
        // One character less than the least target is looked up too.
        if (form.size() + 1 < LikenessIndex::least_edited_bytes) return;
        for_each_deletion(form, [&](uint64_t hash) { take(mixed(hash, static_cast<uint64_t>(Key::edited))); });
    };
    edited(lower);
    if (joined.size() != lower.size()) edited(joined);
    whole(Key::stripped, lower);
    for (const std::string_view form : stripped(lower)) {
        edited(form);
        whole(Key::stripped, form);
    }
    whole(Key::words, sorted_words(name));
    whole(Key::printed, skeleton(name));
    whole(Key::collapsed, collapsed(name));
    const std::string said = sounded(name);
    whole(Key::sounded, said);
    if (said.size() != lower.size()) edited(said);
}

// By the upper half, three passes of eleven bits; equal ones keep their order.
void sort_by_hash(std::vector<uint64_t>& entries) {
    constexpr int bits = 11;
    std::vector<uint64_t> other(entries.size());
    for (const int shift : {32, 32 + bits, 32 + 2 * bits}) {
        std::array<uint32_t, (1u << bits) + 1> begins{};
        const auto digit = [&](uint64_t entry) { return (entry >> shift) & ((1u << bits) - 1); };
        for (const uint64_t entry : entries) ++begins[digit(entry) + 1];
        for (size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        for (const uint64_t entry : entries) other[begins[digit(entry)]++] = entry;
        entries.swap(other);
    }
}

}  // namespace

LikenessIndex::LikenessIndex(const NameList& list, const IndexOptions& options)
    : targets_(std::min(options.targets, list.size())) {
    std::vector<uint64_t> hashes;  // as they are; the lower half becomes the place
    entries_.reserve(targets_ * 24);
    hashes.reserve(targets_ * 24);
    for (size_t place = 0; place < targets_; ++place) {
        const std::string_view name = list.name(place);
        for_each_key(name, [&](uint64_t hash) {
            hashes.push_back(hash);
            entries_.push_back((hash >> 32 << 32) | place);
        });
        if (place < options.two_edits && parts_of(name).scope.empty())
            two_edits_.add(name, static_cast<uint32_t>(place));
    }
    two_edits_.sort();
    if (entries_.empty()) return;
    bitmap_.assign(std::bit_ceil(std::max<size_t>(64, entries_.size() * bits_per_entry)) / 64 + 1, 0);
    const uint64_t mask = (bitmap_.size() - 1) * 64 - 1;
    for (const uint64_t hash : hashes) bitmap_[(hash & mask) / 64] |= uint64_t{1} << (hash % 64);
    hashes = {};
    finish();
}

void LikenessIndex::finish() {
    sort_by_hash(entries_);
    entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
    entries_.shrink_to_fit();
    // Some four entries in each part.
    directory_bits_ = std::clamp(static_cast<int>(std::bit_width(entries_.size())) - 2, 1, 24);
    directory_.assign((size_t{1} << directory_bits_) + 1, 0);
    for (const uint64_t entry : entries_) ++directory_[(entry >> (64 - directory_bits_)) + 1];
    for (size_t i = 1; i < directory_.size(); ++i) directory_[i] += directory_[i - 1];
}

void LikenessIndex::look_up(uint64_t hash, std::vector<uint32_t>& out) const {
    const size_t part = hash >> (64 - directory_bits_);
    for (uint32_t i = directory_[part]; i < directory_[part + 1]; ++i)
        if (entries_[i] >> 32 == hash >> 32) out.push_back(static_cast<uint32_t>(entries_[i]));
}

void LikenessIndex::keys_of(std::string_view name, std::vector<uint64_t>& keys) {
    keys.clear();
    if (name.empty() || name.size() > max_name_bytes) return;
    keys.reserve(4 * name.size() + 8);
    for_each_key(name, [&](uint64_t hash) { keys.push_back(hash); });
}

void LikenessIndex::find(std::string_view name, std::span<const uint64_t> keys, std::vector<uint32_t>& out) const {
    out.clear();
    if (entries_.empty() || keys.empty()) return;
    const uint64_t mask = (bitmap_.size() - 1) * 64 - 1;
    for (const uint64_t hash : keys)
        if ((bitmap_[(hash & mask) / 64] >> (hash % 64) & 1) != 0) look_up(hash, out);
    if (parts_of(name).scope.empty()) two_edits_.find(name, out);
    if (out.size() < 2) return;
    std::ranges::sort(out);
    const auto [first, last] = std::ranges::unique(out);
    out.erase(first, last);
}

void LikenessIndex::find(std::string_view name, std::vector<uint32_t>& out) const {
    std::vector<uint64_t> keys;
    keys_of(name, keys);
    find(name, keys, out);
}

size_t LikenessIndex::bytes() const {
    return entries_.capacity() * sizeof(uint64_t) + directory_.capacity() * sizeof(uint32_t) +
           bitmap_.capacity() * sizeof(uint64_t) + two_edits_.bytes();
}

}  // namespace ward::names
