// The folder of a stack: which of its files are patches, in which order, and the name of the next one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

inline constexpr std::string_view series_name = "series";

// Names of patches in their order: of `series` where there is one (quilt's form: one a line, '#' begins a comment),
// else all *.patch by name.
std::vector<std::string> names_in_series(const FileTree& folder);
// `series` with names taken out or one put behind the last; every other line stays. Nothing happens where there is
// none.
void remove_from_series(FileTree& folder, std::string_view name);
void add_to_series(FileTree& folder, std::string_view name);

// The file's name for a new patch called `word` ("fix-idna"): behind all others. "0003-fix-idna.patch" where names are
// numbered or there are none yet. A `usage` error where the word is no name, is taken, or would not come last.
Result<std::string> next_patch_name(const FileTree& folder, std::string_view word);

// The patch that a person means by its whole name, the name without ".patch", or without its number; a `usage` error
// where it is none, or several are.
Result<std::string> patch_named(const std::vector<std::string>& names, std::string_view word);

}  // namespace ward::update
