// ward scorecard fix.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> run_fix(const Invocation& invocation);

inline constexpr std::string_view fix_details =
    "Nothing of PATH is changed: the patch goes to standard output, for `git apply` or `patch -p1`, and what could not "
    "be "
    "mended\nto standard error. PATH may be https://HOST/OWNER/NAME, too. Actions are pinned by the commit that "
    "--hashes, "
    "--git-clones or\n--collect tell for their tag, which stays as a comment; images by --digests or --collect. "
    "Workflows "
    "get the least permissions\nat the top, and jobs that had more keep it; a stranger's text goes into a script by "
    "way of "
    "the environment. A dependabot.yml\nand a SECURITY.md to fill in are added where they are missing.";

}  // namespace ward::cli
