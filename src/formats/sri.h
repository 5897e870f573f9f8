// Subresource Integrity metadata: `sha384-BASE64 sha512-BASE64?option`. Two readings exist, and they approve different
// bytes, so nobody may mix them up:
//   node    what Node.js 18 and 20 read in policies: exact grammar, blank and tab between hashes, one match is enough;
//           a digest of the wrong length is read and never matches; no hash at all never matches
//   strict  ward's own, by the W3C's recommendation made fail-closed: of the algorithms that are present only the
//           strongest counts; weak and unknown algorithms, wrong lengths, other alphabets and empty lists are refused
// Options after `?` are read and mean nothing in both.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/digest.h"

namespace ward {

enum class SriReading { node, strict };

constexpr size_t max_sri_bytes = 64u << 10;  // strict
constexpr size_t max_sri_hashes = 64;        // strict

struct SriHash {
    ShaAlgorithm algorithm = ShaAlgorithm::sha384;
    std::string digest;   // bytes; in the node reading of any length
    std::string options;  // after '?'

    bool operator==(const SriHash&) const = default;
};

// Error: parse, with the reason (in the node reading what node calls ERR_SRI_PARSE); limit.
Result<std::vector<SriHash>> parse_sri(std::string_view text, SriReading reading);

// What has to be computed of a file before it can be judged: all algorithms of the list for node, the strongest for
// strict.
ShaSet needed_algorithms(std::span<const SriHash> hashes, SriReading reading);

// Do the digests of a file fit? `digests` has at least needed_algorithms.
bool matches(std::span<const SriHash> hashes, const ShaDigests& digests, SriReading reading);

// "sha384-..." as node, npm and browsers read it.
std::string sri_text(const ShaDigest& digest);
// Several, the strongest first, one blank between them.
std::string sri_text(const ShaDigests& digests);

}  // namespace ward
