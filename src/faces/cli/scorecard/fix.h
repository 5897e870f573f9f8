// ward scorecard fix.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> run_fix(const Invocation& invocation);

inline constexpr std::string_view fix_details =
    "Nothing of PATH is changed: the patch goes to standard output, for `git apply` or `patch -p1`, and what could not "
    "be "
    "mended\nto standard error. Actions are pinned by the commit that --hashes or --git-clones give for their tag, "
    "which "
    "stays as a comment;\nimages by --digests. Workflows get the least permissions at the top, and jobs that had more "
    "keep "
    "it; a stranger's text goes\ninto a script by way of the environment. A dependabot.yml and a SECURITY.md to fill "
    "in "
    "are added where they are missing.";

}  // namespace ward::cli
