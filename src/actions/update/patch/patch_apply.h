// Hunks put on one text (private to this folder).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/patch/patch_stack.h"

namespace ward::update {

// Lines that may still be compared for one patch.
struct SearchBudget {
    uint64_t comparisons = 0;
};

struct PlacedHunk {
    enum class Kind : uint8_t {
        applied,
        there,   // the text has its new lines already
        failed,  // found nowhere
    };
    Kind kind = Kind::failed;
    ptrdiff_t offset = 0;  // lines from where the patch says
    size_t fuzz = 0;       // context lines at an end that were passed over
    size_t line = 0;       // of the text before, from 1: where it is, or where it was looked for
};

struct AppliedText {
    std::string text;    // with the hunks that did not fail
    std::string marked;  // the same, and conflict marks where one failed; empty where none did
    std::vector<PlacedHunk> hunks;
    bool gave_up = false;  // the budget was used up

    bool holds() const;
    size_t count(PlacedHunk::Kind kind) const;
};

// Each hunk at its place, then further and further away, with at most `fuzz` lines of context passed over. A hunk whose
// new lines are there already, and only once, is left out. `budget` gets smaller.
AppliedText apply_hunks(std::string_view text, const std::vector<Hunk>& hunks, size_t fuzz, const PatchLimits& limits,
                        SearchBudget& budget, std::string_view patch_name = {});

}  // namespace ward::update
