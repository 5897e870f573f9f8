// ward scorecard practices: criteria of the OpenSSF Best Practices badge and the OSPS Baseline, answered from what is
// seen.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr Option practices_options[] = {
    {.name = "level",
     .argument = "NAME",
     .help = "answer this level (default: passing)",
     .repeat = Repeat::many,
     .choices = "passing|silver|gold|baseline-1|baseline-2|baseline-3"},
    {.name = "facts",
     .argument = "FILE",
     .help = "what the forge knows of the repository, as --collect has written it (ward-scorecard-facts/1)"},
    {.name = "repository", .argument = "NAME", .help = "its name on the forge: github.com/OWNER/NAME"},
    {.name = "published",
     .argument = "FILE",
     .help = "compare with these answers: the badge site's JSON, or a questionnaire in Markdown"},
    {.name = "as-of", .argument = "DATE", .help = "the day from which time is counted back (default: now)"},
    {.name = "ref",
     .argument = "NAME",
     .help = "look at this branch, tag or commit of the repository instead of its files"},
    {.name = "trust-git",
     .argument = "DIR",
     .help = "let the repository's files lead here: of a worktree, of shared objects",
     .repeat = Repeat::many},
    {.name = "exclude",
     .argument = "GLOB",
     .help = "leave these paths out (listed under skipped)",
     .repeat = Repeat::many,
     .config = "scan.exclude",
     .trust = Trust::project},
    {.name = "format",
     .argument = "NAME[=FILE]",
     .help = "report in this format, to FILE or standard output: table, json, markdown, bestpractices",
     .repeat = Repeat::many},
    {.name = "json", .help = "the same as --format json"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the report here instead of standard output"},
    {.name = "fail-unmet", .help = "exit 1 where a criterion that is a MUST is unmet"},
};

Result<int> run_practices(const Invocation& invocation);

}  // namespace ward::cli
