// The 64-bit hash of the package directory. Part of the index format (docs/formats/advisory-index.md, "Hash"): a change
// here is a new format version.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ward::advisory {

// 1 to 7 bytes as a little-endian word filled up with zeros. In two loads that may overlap: a copy of a length that is
// known at run time only would be a loop.
inline uint64_t partial_word(std::string_view bytes) {
    const size_t size = bytes.size();
    if (size >= 4) {
        uint32_t low;
        uint32_t high;
        std::memcpy(&low, bytes.data(), 4);
        std::memcpy(&high, bytes.data() + size - 4, 4);
        return low | uint64_t{high} << (8 * (size - 4));
    }
    auto byte = [&bytes](size_t i) { return uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i); };
    return byte(0) | byte(size / 2) | byte(size - 1);
}

// `bytes` in little-endian words of eight, the last one filled up with zeros.
constexpr uint64_t hash_multiplier = 0x9e3779b97f4a7c15;

inline uint64_t hash_bytes(uint64_t seed, std::string_view bytes) {
    uint64_t hash = seed ^ (bytes.size() * hash_multiplier);
    auto mix = [&hash](uint64_t word) {
        hash = (hash ^ word) * hash_multiplier;
        hash ^= hash >> 32;
    };
    while (bytes.size() >= 8) {
        uint64_t word;
        std::memcpy(&word, bytes.data(), 8);
        mix(word);
        bytes.remove_prefix(8);
    }
    if (!bytes.empty()) mix(partial_word(bytes));
    return (hash ^ (hash >> 29)) * hash_multiplier;
}

inline uint64_t ecosystem_hash(std::string_view ecosystem_base) {
    return hash_bytes(0, ecosystem_base);
}

inline uint64_t package_hash(uint64_t ecosystem_hash, std::string_view name) {
    return hash_bytes(ecosystem_hash, name);
}

inline uint64_t package_hash(std::string_view ecosystem_base, std::string_view name) {
    return package_hash(ecosystem_hash(ecosystem_base), name);
}

inline uint32_t exact_tag(std::string_view version) {
    return static_cast<uint32_t>(hash_bytes(0, version));
}

}  // namespace ward::advisory
