// One file's part of a unified diff in git's form (private to this folder).
#pragma once

#include <string>
#include <string_view>

#include "actions/update/tree/tree.h"

namespace ward::update {

struct FileDiff {
    std::string_view old_path;         // empty: a new file
    std::string_view new_path;         // empty: removed
    const TreeFile* before = nullptr;  // null: not there
    const TreeFile* after = nullptr;
    bool is_copy = false;  // where the paths differ: a copy, and no rename
    bool as_text = false;  // lines, whatever bytes they hold (git's --text)
};

// "diff --git …" and what follows; empty where nothing differs. A file that became a link, or the other way round, is
// removed and made anew, as git has it.
std::string diff_file(const FileDiff& change);

// As git tells it: a NUL among the first 8,000 bytes.
bool is_binary(std::string_view bytes);

}  // namespace ward::update
