// What somebody says of the released versions of each line, beside what a record says.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "actions/release/output/claims.h"
#include "actions/release/record/ranges.h"
#include "actions/release/replay/difference.h"

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

// "4.x 5.x 6.x" with what each of them says, where all say the same, for the same reason.
struct ToldLines {
    std::string lines;
    std::string ours;
    std::string published;
    ReasonedRuling judgement;
};
// Lines that differ, each with its judgement. Those that are a matter of policy stand together where they say the same.
std::vector<ToldLines> differing_lines(const std::vector<LineVersions>& lines,
                                       const std::function<ReasonedRuling(const LineVersions&)>& judge);

// `versions`, and what the record calls fixed, released or not.
std::vector<std::string> with_fixes(const Report& report, std::span<const std::string> versions);

}  // namespace ward::release
