// Which versions a report is about, as intervals that every format can say. The ranges of supported lines are the
// record's own; what is told of lines without support is the group's policy, the same for all its releases.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/release.h"

namespace ward::release {

// What a CVE says of lines that are no longer supported (nodejs/security-wg#1419, #1443).
enum class EolPolicy {
    each_line,  // every line of `eol_lines` in whole, up to the next line's first version
    from_zero,  // everything below the oldest line that the report has a range of
    none,       // nothing: older lines are not mentioned
};
std::string_view name_of(EolPolicy policy);  // "each-line"
std::optional<EolPolicy> eol_policy_named(std::string_view name);

// Versions v with from <= v < below. Semantic versions without `v`.
struct Interval {
    std::string from;   // "0" is every version from the first
    std::string below;  // empty: without an end
    std::string line;   // the line it is of; empty: of several
    bool end_of_life = false;

    bool operator==(const Interval&) const = default;
};

// Sorted, without overlaps. A range that has no `fixed` of a supported line ends at the next line's first version.
std::vector<Interval> intervals_of(const Release& release, const Report& report, EolPolicy policy);
// By the ordering of semantic versions; prereleases belong to the version they lead to.
bool is_affected(std::span<const Interval> intervals, std::string_view version);

// The first version of a line, and the first of the line behind it: "22.0.0" and "23.0.0", "0.12.0" and "0.13.0".
std::string first_version_of(std::string_view line);
std::string first_version_behind(std::string_view line);

}  // namespace ward::release
