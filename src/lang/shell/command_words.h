// The words of a command as OpenSSF Scorecard's rules look at them (Pinned-Dependencies): only what can be read off the
// text. A word counts if it has a single part: a literal, or quoted literal text, which keeps its quotes ('a b', "a b";
// those of $'' and $"" are written without the dollar). All other words vanish, and so does a literal `sudo`, in any
// case of letters. Backslashes are not resolved.
#pragma once

#include <string>
#include <vector>

#include "lang/shell/syntax.h"

namespace ward::shell {

std::vector<std::string> command_words(const CallExpr& call);

}  // namespace ward::shell
