// What the `versions` of a CVE record's `affected` entry say, as events of an OSV range.
//
// By the schema a version is `defaultStatus` unless an entry of `versions` says otherwise: a single version, or a range
// from `version` up to `lessThan` or `lessThanOrEqual`, perhaps with `changes` inside. Publishers write other things
// there, and those are read too: comparators in one text (">= 1.45.0, < 1.48.0"), a range from a version up to itself
// ("125.0.6422.60" less than "125.0.6422.60", meaning everything before it), and words for "unknown".
#pragma once

#include <string_view>
#include <vector>

#include "facts/advisory/arena.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

enum class CveStatus { affected, unaffected, unknown };

struct CveChange {
    std::string_view at;
    CveStatus status = CveStatus::unknown;
};

struct CveVersion {
    std::string_view version;
    CveStatus status = CveStatus::unknown;
    std::string_view less_than;
    std::string_view less_than_or_equal;
    std::string_view type;  // "semver", "custom", "git", ...
    std::vector<CveChange> changes;
};

// One range a group of events: events of different ranges must not be swept together. Empty where nothing is affected,
// or nothing can be said; what could not be read is counted in `notes`. Views are those of the input, or live in
// `arena`.
using CveRanges = std::vector<std::vector<OsvEvent>>;
CveRanges ranges_of(const std::vector<CveVersion>& versions, CveStatus otherwise, Arena& arena, Notes& notes);

}  // namespace ward::advisory
