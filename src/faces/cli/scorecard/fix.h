// ward scorecard fix.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> run_fix(const Invocation& invocation);

inline constexpr std::string_view fix_details =
    "Nothing of PATH is changed: the patch goes to standard output, for `git apply` or `patch -p1`, and what could not "
    "be\nmended to standard error. PATH may be https://HOST/OWNER/NAME, too. Actions (of action.yml, too) are pinned "
    "by "
    "the commit that\n--hashes, --git-clones or --collect tell for their tag, which stays as a comment; images by "
    "--digests or --collect. Workflows\nget the least permissions at the top, and jobs that had more keep it; a "
    "stranger's text goes into a script by way of the\nenvironment. A dependabot.yml and a SECURITY.md to fill in are "
    "added where they are missing. The exit status is 4 where a file\ncould not be read.";

}  // namespace ward::cli
