// The eleven questions that the peer asks of a branch's protection, as a table: what each finds, what it counts for and
// which of its answers are printed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "facts/forge/forge_facts.h"
#include "judges/scorecard/check.h"

namespace ward::scorecard {

// Which answers stand in the details: "no" warns and "yes" informs, always; an answer that nobody can give…
enum class WhenUnreadable : uint8_t { silent, debug, warn };

struct BranchRule {
    std::string_view probe;
    // 1 to 5; 0: counts for nothing by itself.
    int tier = 0;
    WhenUnreadable unreadable = WhenUnreadable::silent;
    // Does a point that nobody can read belong to what could be reached?
    bool is_always_counted = false;
    ProbeFinding (*look)(const forge::Branch& branch, bool has_code_owners) = nullptr;
};

// In the order in which the peer's findings come.
std::span<const BranchRule> branch_rules();

}  // namespace ward::scorecard
