// The option rows of `ward release` about the group's repository.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr Option release_group_options[] = {
    {.name = "records",
     .argument = "DIR",
     .help = "the group's private repository, with ward.release.toml (default: the folder one is in)",
     .config = "release.records"},
    {.name = "release", .argument = "ID", .help = "which release (default: the one that is not closed)"},
    {.name = "records-remote",
     .argument = "NAME",
     .help = "the remote that commits of the group's repository go to (default: origin; empty: none)",
     .config = "release.records_remote"},
    {.name = "steward",
     .argument = "NAME",
     .help = "who does this, for the log (default: git's author)",
     .config = "release.steward"},
};

// Of verbs that only read, and of steps with --dry-run: what will stand there on the day.
inline constexpr Option release_at_option[] = {
    {.name = "at", .argument = "TIME", .help = "as if it were that instant (RFC 3339), or the beginning of that day"},
};

inline constexpr Option release_json_option[] = {
    {.name = "json", .help = "print it as JSON, without embargoed texts and ids"},
};

inline constexpr Option release_plan_json_option[] = {
    {.name = "json", .help = "print it as JSON; of one plan everything that it would send"},
};

inline constexpr Option release_import_options[] = {
    {.name = "slug",
     .argument = "SLUG",
     .help = "of the post, where the month says too little (a second release in it)"},
    {.name = "dry-run", .help = "print the record and write nothing"},
};

inline constexpr Option release_export_options[] = {
    {.name = "format", .argument = "NAME", .help = "what is made of the record", .repeat = Repeat::many},
    {.name = "output", .letter = 'o', .argument = "DIR", .help = "write the files here instead of standard output"},
    {.name = "number", .argument = "COUNT", .help = "of a numbered file"},
};

inline constexpr Option release_leak_options[] = {
    {.name = "pre-push",
     .help = "judge a push as git's pre-push hook is told of it: REMOTE URL, refs on standard input"},
    {.name = "base", .argument = "DIR", .help = "a clone that bundles build on"},
    {.name = "clone",
     .argument = "DIR",
     .help = "a clone with private remotes: commits, changes and contents that only they have are looked for too"},
};

inline constexpr Option release_hook_options[] = {
    {.name = "keep-existing", .help = "a pre-push hook that is there already runs behind ward's"},
};

}  // namespace ward::cli
