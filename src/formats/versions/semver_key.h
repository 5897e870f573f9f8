// The key shared by the orderings that follow Semantic Versioning 2.0.0, section 11 (https://semver.org/#spec-item-11).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/versions/key.h"

namespace ward::versions {

// What follows the numbers. Each sorts below a further number, so that 1.2-rc < 1.2 < 1.2.0.1-rc.
enum class AfterNumbers : uint8_t { numeric_identifier = 0x01, text_identifier = 0x02, release = 0x03 };

// A dotted version in pieces, as views into its text.
struct SemverPieces {
    std::string_view numbers;     // "1.22.0": digits and dots
    std::string_view prerelease;  // "rc.1", empty for a release
};

// Splits as leniently as OSV's own readers: a leading v, any number of numeric parts, prerelease with or without its
// hyphen, build metadata dropped. Nothing where the text does not start with a number.
std::optional<SemverPieces> split_semver(std::string_view version);

// Trailing zero parts do not count, so "1", "1.0" and "1.0.0" share a key. Numbers may be of any length.
std::string semver_key(const SemverPieces& pieces);

}  // namespace ward::versions
