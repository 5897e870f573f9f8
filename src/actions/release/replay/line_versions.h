// What somebody says of the released versions of each line, beside what a record says.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "actions/release/output/claims.h"
#include "actions/release/record/ranges.h"

namespace ward::release {

// Released versions of a line in their order, and whether each is affected.
using ToldVersions = std::vector<std::pair<std::string, bool>>;

// "20.0.0-20.18.0, 20.18.2": runs of affected versions; "all", "none".
std::string told_text(const ToldVersions& told);

struct LineVersions {
    std::string line;
    ToldVersions published;
    ToldVersions ours;

    bool is_same() const { return published == ours; }
};

// By line. `versions` are whole ones, in any order; those of no line are left out.
Result<std::vector<LineVersions>> line_versions(const Claim& claim, std::span<const Interval> ours,
                                                std::span<const std::string> versions);

}  // namespace ward::release
