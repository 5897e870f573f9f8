// Writes one statement, or one command, the way mvdan.cc/sh's printer does by default (shfmt without options), because
// Scorecard's snippets are written by it: one blank between words, none behind the operator of a redirection,
// backquotes as $( ),
// $[ ] as $(( )); where the source has a newline, an escaped one, or one behind |, && or ||, and a tab for each level.
#pragma once

#include <optional>
#include <string>

#include "lang/shell/syntax.h"

namespace ward::shell {

// Nothing where the statement has something that is not written here: here-documents; conditions, loops, `case`,
// functions, tests and `coproc`; blocks, subshells, substitutions and arrays of more than one line or more than one
// statement; slices and indices that are more than a word or number; and what stands deeper than max_print_depth.
// Comments are not in the tree.
inline constexpr unsigned max_print_depth = 100;
std::optional<std::string> print(const Stmt& stmt);
// A command alone, without what its statement adds to it: `!`, redirections, `&`.
std::optional<std::string> print_command(const Node& command);

}  // namespace ward::shell
