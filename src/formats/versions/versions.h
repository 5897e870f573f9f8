// Version orderings, one per family of ecosystems, and what advisories need of them.
//
// An ordering is one function: it turns a version into a *key*, a byte string whose plain comparison (memcmp, shorter
// first) is the ordering of the ecosystem. Comparing, sorting, range tests and the advisory index all use keys, so
// there is one implementation per ecosystem and no parser at match time.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::versions {

// A family's row in the table; one file in orderings/ each.
struct Ordering {
    std::string_view name;                         // "npm", "semver", "go", "pypi", "debian", "upstream"
    std::span<const std::string_view> ecosystems;  // OSV names without suffix that use it
    std::string_view summary;                      // one sentence for `ward explain`
    // The key of a version, or nothing if it is not one in this family. Never throws, linear in the length.
    std::optional<std::string> (*key)(std::string_view version);
    // Is `version` inside `range`, written in the ecosystem's own range language (npm ranges, PEP 440 specifiers, ...)?
    // nullptr where the ecosystem has none; then comma-joined comparators (`>= 1, < 2`) are understood.
    Result<bool> (*satisfies)(std::string_view version, std::string_view range);
};

#define WARD_ORDERING(id)                \
    extern const Ordering ordering_##id; \
    const Ordering ordering_##id

std::span<const Ordering* const> all_orderings();

// The ordering of an OSV ecosystem ("Debian:12" finds Debian's), or nullptr where the ecosystem has no order we know:
// such versions match by equality only.
const Ordering* ordering_for(std::string_view ecosystem);
// By its own name or by an ecosystem's.
const Ordering* ordering_named(std::string_view name);

// Nothing where either is not a version.
std::optional<std::strong_ordering> compare(const Ordering& ordering, std::string_view a, std::string_view b);
Result<bool> satisfies(const Ordering& ordering, std::string_view version, std::string_view range);

}  // namespace ward::versions
