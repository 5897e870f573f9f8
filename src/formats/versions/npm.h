// What npm's own `semver` package understands when it is asked leniently ({loose: true, includePrerelease: true}, as
// `npm audit` asks it): versions, and ranges of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::versions::npm {

constexpr size_t max_version_characters = 256;
constexpr uint64_t max_safe_integer = (uint64_t{1} << 53) - 1;  // Number.MAX_SAFE_INTEGER
constexpr size_t max_range_bytes = size_t{64} * 1024;           // ours: npm has none

// A version, or part of one: each of the three may be decimal digits, a wildcard (x, X, *) or missing (empty). Views
// into the text it was read from.
struct Partial {
    std::string_view major, minor, patch;
    std::string_view prerelease;  // without its hyphen
};

// May it stand in an identifier of a prerelease or of build metadata?
bool is_identifier_char(char c);
// Is the part a wildcard or missing?
bool is_any(std::string_view part);
// Reads the whole of `text`: `[v= ]*`, one to three parts, and after the third a prerelease and build metadata.
std::optional<Partial> read_partial(std::string_view text);
// The key of a version that has its three numbers; nothing where one is above max_safe_integer.
std::optional<std::string> key_of(const Partial& version);
// The key of what `new SemVer(text, {loose: true})` accepts.
std::optional<std::string> key_of(std::string_view text);

// ECMAScript white space (and line ends) as plain spaces, however it is encoded; the rest unchanged.
std::string with_plain_spaces(std::string_view text);
// The same with each run of them as one space, and none at the ends.
std::string collapse_spaces(std::string_view text);
// One alternative of a range, rewritten until spaces separate its words.
std::string rewrite_alternative(std::string_view text);
// The decimal number plus one as JavaScript prints it: exact up to 2^53, and with an exponent from 1e21 on, which no
// comparator can be read from.
std::string plus_one(std::string_view digits);

// As `satisfies(version, range, {loose: true, includePrerelease: true})`, but a range that npm cannot parse is an error
// here; npm says false. So is one longer than max_range_bytes.
Result<bool> satisfies(std::string_view version, std::string_view range);

// A stretch of versions. A missing end is open.
struct RangeEnd {
    std::string key;
    std::string version;  // as npm rewrites it: the end of "8.x" is "9.0.0-0"
    bool inclusive = false;
};
struct RangeInterval {
    std::optional<RangeEnd> lower;
    std::optional<RangeEnd> upper;
};
// What satisfies() accepts, one interval an alternative that accepts anything; they may overlap. Errors as there.
Result<std::vector<RangeInterval>> intervals_of(std::string_view range);

}  // namespace ward::versions::npm
