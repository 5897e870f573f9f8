// Hashes of names and of names with a character left out (private to this folder): a polynomial, so that each deletion
// costs a multiplication and an addition.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "facts/names/package_name.h"

namespace ward::names {

inline constexpr uint64_t hash_base = 0x9e3779b97f4a7c15ull | 1;

constexpr auto make_powers() {
    std::array<uint64_t, max_name_bytes + 2> powers{};
    powers[0] = 1;
    for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * hash_base;
    return powers;
}
inline constexpr auto hash_powers = make_powers();

constexpr uint64_t rolling_hash(std::string_view text) {
    uint64_t hash = 0;
    for (const char c : text) hash = hash * hash_base + static_cast<unsigned char>(c) + 1;
    return hash;
}

// Spreads the polynomial's bits; `seed` keeps kinds of keys apart.
constexpr uint64_t mixed(uint64_t hash, uint64_t seed) {
    hash = (hash ^ (seed * 0xd6e8feb86659fd93ull)) * 0xff51afd7ed558ccdull;
    hash = (hash ^ (hash >> 32)) * 0xc4ceb9fe1a85ec53ull;
    return hash ^ (hash >> 29);
}

// Calls `take` with the rolling hash of `text` and of `text` without one character, for each of them; a run of equal
// characters counts once. `text` has at most max_name_bytes bytes.
template <typename Take>
void for_each_deletion(std::string_view text, Take take) {
    const size_t size = text.size();
    std::array<uint64_t, max_name_bytes + 1> front;  // NOLINT(cppcoreguidelines-pro-type-member-init): as far as used
    front[0] = 0;
    for (size_t i = 0; i < size; ++i) front[i + 1] = front[i] * hash_base + static_cast<unsigned char>(text[i]) + 1;
    const uint64_t whole = front[size];
    take(whole);
    for (size_t i = 0; i < size; ++i) {
        if (i > 0 && text[i] == text[i - 1]) continue;
        const uint64_t back = whole - front[i + 1] * hash_powers[size - i - 1];
        take(front[i] * hash_powers[size - i - 1] + back);
    }
}

}  // namespace ward::names
