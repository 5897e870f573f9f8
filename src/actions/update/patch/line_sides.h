// Two texts that are compared by their lines (private to line_diff.cc and line_slide.cc).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ward::update {

using LineId = uint32_t;  // of a line: equal lines have one

// One text: its lines, and which of them are changed. Flags have a place before the first and behind the last line, so
// that looking at a neighbour is always allowed.
struct LineSide {
    std::vector<LineId> lines;
    std::vector<char> flags;
    std::vector<LineId> kept;    // lines that the other side has as well
    std::vector<size_t> places;  // of them

    bool changed(size_t line) const { return flags[line + 1] != 0; }
    bool changed_before(size_t line) const { return flags[line] != 0; }
    void set(size_t line, bool value) { flags[line + 1] = value ? 1 : 0; }
};

// Moves changes to where they are told best (line_slide.cc).
void slide_changes(LineSide& side, LineSide& other);

}  // namespace ward::update
