// The option rows of `ward scorecard`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

// Of everything that asks a forge.
inline constexpr Option collect_options[] = {
    {.name = "forge-api",
     .argument = "URL",
     .help = "the forge's API, where it is not the usual one",
     .config = "scorecard.forge_api"},
    {.name = "forge",
     .argument = "KIND",
     .help = "whose API a host of another name speaks",
     .choices = "github|gitlab"},
    {.name = "oss-fuzz",
     .argument = "FILE",
     .help = "OSS-Fuzz's projects: its status.json, or a list of repositories, one a line"},
};

inline constexpr Option card_options[] = {
    {.name = "facts",
     .argument = "FILE",
     .help = "what the forge knows of the repository, as --save-facts has written it (ward-scorecard-facts/1)"},
    {.name = "collect",
     .help = "ask the forge now, and the badge's and package sites (GITHUB_TOKEN or GITLAB_TOKEN: reviews and "
             "protection need one)"},
    {.name = "save-facts", .argument = "FILE", .help = "with --collect: keep what was told here"},
    {.name = "repository", .argument = "NAME", .help = "its name on the forge: github.com/OWNER/NAME"},
    {.name = "checks", .argument = "NAME,…", .help = "make these checks alone", .repeat = Repeat::many},
    {.name = "probes",
     .argument = "NAME,…",
     .help = "answer these probes alone, without scores (form: probe)",
     .repeat = Repeat::many},
    {.name = "experimental", .help = "make those checks too that OpenSSF Scorecard leaves out (SBOM, Webhooks)"},
    {.name = "compat",
     .argument = "WHOSE",
     .help = "leave out what ward adds to OpenSSF Scorecard: its findings, the reading of commits' trailers",
     .choices = "scorecard-5"},
    {.name = "as-of", .argument = "DATE", .help = "the day from which 90 days are counted back (default: now)"},
    {.name = "ref",
     .argument = "NAME",
     .help = "look at this branch, tag or commit of the repository instead of its files"},
    {.name = "trust-git",
     .argument = "DIR",
     .help = "let the repository's files lead here: of a worktree, of shared objects",
     .repeat = Repeat::many},
    {.name = "db", .argument = "FILE", .help = "use this advisory database", .config = "database.file"},
    {.name = "exclude",
     .argument = "GLOB",
     .help = "leave these paths out (listed under skipped)",
     .repeat = Repeat::many,
     .config = "scan.exclude",
     .trust = Trust::project},
    {.name = "no-details", .help = "the scores and reasons alone"},
    {.name = "show-debug", .help = "details that OpenSSF Scorecard prints with --verbosity debug"},
    {.name = "accept",
     .argument = "FILE",
     .help = "findings that you live with ([[scorecard.accept]]): a second score beside the first",
     .repeat = Repeat::many},
    {.name = "annotations", .help = "show what the project says of its own scores (scorecard.yml)"},
};

inline constexpr Option card_gate_options[] = {
    {.name = "format",
     .argument = "NAME[=FILE]",
     .help = "report in this format, to FILE or standard output",
     .repeat = Repeat::many},
    {.name = "json", .help = "the same as --format json"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the report here instead of standard output"},
    {.name = "fail-below", .argument = "SCORE", .help = "exit 1 where the aggregate is below this"},
    {.name = "fail-check",
     .argument = "NAME=SCORE",
     .help = "exit 1 where this check's score is below that, or it could not be made",
     .repeat = Repeat::many},
    {.name = "policy",
     .argument = "FILE",
     .help = "OpenSSF Scorecard's policy (YAML): makes its checks, exit 1 where an enforced one is below its score"},
};

inline constexpr Option fix_options[] = {
    {.name = "facts", .argument = "FILE", .help = "what the forge knows of the repository (ward-scorecard-facts/1)"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the patch here instead of standard output"},
    {.name = "only",
     .argument = "KIND,…",
     .help = "make these changes alone",
     .repeat = Repeat::many,
     .offers = "actions|permissions|injection|images|dependabot|policy"},
    {.name = "hashes",
     .argument = "FILE",
     .help = "commits of actions: OWNER/NAME@TAG, a tab, the hash, one a line",
     .repeat = Repeat::many},
    {.name = "git-clones",
     .argument = "DIR",
     .help = "look commits of actions up in the refs of clones here (DIR/OWNER/NAME, with .git behind it or not)",
     .repeat = Repeat::many,
     .config = "audit.git_clones"},
    {.name = "digests",
     .argument = "FILE",
     .help = "digests of images: NAME:TAG, a tab, sha256:…, one a line",
     .repeat = Repeat::many},
    {.name = "exclude",
     .argument = "GLOB",
     .help = "leave these paths out",
     .repeat = Repeat::many,
     .config = "scan.exclude",
     .trust = Trust::project},
};

}  // namespace ward::cli
