// The option rows of the steps of `ward release` that say something of their own.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr Option release_start_options[] = {
    {.name = "date", .argument = "DAY", .help = "when it comes out: YYYY-MM-DD, or TBD (needed)"},
    {.name = "time", .argument = "HH:MM", .help = "of that day, in the release's time zone (default: 00:00)"},
    {.name = "timezone", .argument = "ZONE", .help = "UTC, or a fixed offset as +09:00 (default: UTC)"},
    {.name = "slug", .argument = "SLUG", .help = "of the post, where the month says too little"},
    {.name = "line",
     .argument = "LINE[=VERSION]",
     .help = "a release line, and the version that will have the fixes (default: the supported ones)",
     .repeat = Repeat::many},
    {.name = "embargo",
     .argument = "WORD",
     .help = "coordinated, or none where the reports may be public meanwhile",
     .choices = "coordinated|none"},
    {.name = "from",
     .argument = "SOURCE",
     .help = "where waiting reports are taken from (default: HackerOne, where it is configured)",
     .choices = "hackerone|github|none"},
    {.name = "report",
     .argument = "ID",
     .help = "take this report of those that wait (default: all)",
     .repeat = Repeat::many},
};

inline constexpr Option release_add_options[] = {
    {.name = "file",
     .argument = "FILE",
     .help = "reports as JSON: one, a record, or vulnerabilities.json; - for input"},
    {.name = "dependencies",
     .argument = "FILE",
     .help = "updates of dependencies: a report of `ward update check` or `ward audit` (--json), or a list"},
    {.name = "line", .argument = "LINE", .help = "the release line that the dependencies are of"},
};

inline constexpr Option release_remove_options[] = {
    {.name = "keep-cve", .help = "also a report that has a CVE id, which stays given out"},
    {.name = "not-secret", .help = "it is no vulnerability, or public: nothing of it is looked for any more"},
    {.name = "reason", .argument = "TEXT", .help = "why, for the log; nothing of what the report says"},
};

inline constexpr Option release_incident_options[] = {
    {.name = "to", .argument = "DAY", .help = "the new day of the release: YYYY-MM-DD (default: as before)"},
    {.name = "time", .argument = "HH:MM", .help = "of that day, in the release's time zone (default: as before)"},
    {.name = "reason", .argument = "TEXT", .help = "what happened, for the log; nothing of what reports say"},
};

inline constexpr Option release_break_options[] = {
    {.name = "reason", .argument = "TEXT", .help = "why, for the log; nothing of what reports say (needed)"},
};

inline constexpr Option release_edit_options[] = {
    {.name = "file", .argument = "FILE", .help = "the record as it has to be; - for standard input (needed)"},
};

inline constexpr Option release_date_options[] = {
    {.name = "time", .argument = "HH:MM", .help = "of that day, in the release's time zone (default: 00:00)"},
    {.name = "timezone", .argument = "ZONE", .help = "UTC, or a fixed offset as +09:00"},
    {.name = "slug", .argument = "SLUG", .help = "of the post, where the month says too little"},
};

inline constexpr Option release_postpone_options[] = {
    {.name = "to", .argument = "DAY", .help = "the new day: YYYY-MM-DD (needed)"},
    {.name = "time", .argument = "HH:MM", .help = "of that day, in the release's time zone (default: as before)"},
    {.name = "reason", .argument = "TEXT", .help = "why, for the public: it stands in the post"},
};

inline constexpr Option release_request_options[] = {
    {.name = "team", .argument = "NAME", .help = "the team at HackerOne that asks (default: the program's, -team)"},
};

inline constexpr Option release_corrections_options[] = {
    {.name = "cve-list",
     .argument = "DIR",
     .help = "a copy of CVEProject/cvelistV5, instead of asking the service",
     .config = "release.cve_list"},
};

inline constexpr Option release_reject_options[] = {
    {.name = "reason", .argument = "TEXT", .help = "why; it becomes public (needed)"},
};

inline constexpr Option release_cleanup_options[] = {
    {.name = "disclosure",
     .argument = "WORD",
     .help = "how much of the reports is asked to be public (default: summary)",
     .choices = "full|summary|none"},
};

inline constexpr Option release_ship_options[] = {
    {.name = "line", .argument = "LINE", .help = "which release line (needed)"},
    {.name = "tag", .argument = "NAME", .help = "its tag (default: as ward.release.toml spells it)"},
    {.name = "releaser", .argument = "NAME", .help = "who makes it"},
    {.name = "ci-locked", .help = "not out yet: say that its CI is locked for the embargo"},
};

inline constexpr Option release_line_options[] = {
    {.name = "line", .argument = "LINE", .help = "which release line"},
    {.name = "remote",
     .argument = "NAME",
     .help = "the private remote of the project's checkout that has the pull requests"},
};

inline constexpr Option release_patches_options[] = {
    {.name = "base", .argument = "BRANCH", .help = "what the fixes go on top of (default: vLINE.x-staging there)"},
};

inline constexpr Option release_proposal_options[] = {
    {.name = "changelog",
     .argument = "PATH",
     .help = "the line's changelog in the project (default: doc/changelogs/CHANGELOG_VLINE.md)"},
};

}  // namespace ward::cli
