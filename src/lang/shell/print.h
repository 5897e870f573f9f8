// Writes one statement, or one command, the way mvdan.cc/sh's printer does by default (shfmt without options), because
// Scorecard's snippets are written by it: one blank between words, none behind the operator of a redirection,
// backquotes as $( ), $[ ] as $(( )); lines are kept where the source has them, with a tab for each level.
// Comments are not in the tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lang/shell/syntax.h"

namespace ward::shell {

// Nothing where something stands deeper than max_print_depth, or where the peer's printer takes a stranger's text for
// columns of a table and pads them: form feeds and vertical tabs, and tabs inside the lines of a <<- here-document.
inline constexpr unsigned max_print_depth = 100;
// `source` is the text that the node was read from.
std::optional<std::string> print(const Stmt& stmt, std::string_view source);
// A command alone, without what its statement adds to it: `!`, redirections, `&`.
std::optional<std::string> print_command(const Node& command, std::string_view source);

}  // namespace ward::shell
