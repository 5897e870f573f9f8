// The option rows that several commands share.
#pragma once

#include <array>

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr std::array common_options{
    Option{.name = "config", .argument = "FILE", .help = "use this configuration file instead of the user's own"},
    Option{
        .name = "quiet", .letter = 'q', .help = "say nothing on standard error but errors", .config = "output.quiet"},
    Option{.name = "verbose", .letter = 'v', .help = "say more on standard error", .repeat = Repeat::many},
    Option{.name = "color",
           .argument = "WHEN",
           .help = "colours: auto, always or never",
           .choices = "auto|always|never",
           .config = "output.color"},
    Option{.name = "offline", .help = "open no socket, whatever else is asked", .config = "network.offline"},
    Option{.name = "help", .letter = 'h', .help = "show this help"},
    Option{.name = "version", .help = "show the version"},
};

inline constexpr std::array report_options{
    Option{.name = "format",
           .argument = "NAME[=FILE]",
           .help = "report in this format, to FILE or standard output",
           .repeat = Repeat::many},
    Option{.name = "json", .help = "the same as --format json"},
    Option{.name = "output",
           .letter = 'o',
           .argument = "FILE",
           .help = "write the report here instead of standard output"},
    Option{.name = "fail-on",
           .argument = "LEVEL",
           .help = "exit 1 on open findings: any, low, medium, high, critical, none, new or new:LEVEL",
           .offers = "any|low|medium|high|critical|none|new",
           .config = "audit.fail_on",
           .trust = Trust::project},
    Option{.name = "explain", .help = "show for each finding why it matched"},
    Option{.name = "publisher",
           .argument = "NAME",
           .help = "who publishes, in csaf, openvex and post",
           .config = "project.publisher",
           .trust = Trust::project},
    Option{.name = "publisher-url",
           .argument = "URL",
           .help = "the publisher's name space, in csaf",
           .config = "project.publisher_url",
           .trust = Trust::project},
    Option{.name = "publisher-category",
           .argument = "WORD",
           .help = "what the publisher is to the project, in csaf",
           .choices = "coordinator|discoverer|other|translator|user|vendor",
           .config = "project.publisher_category",
           .trust = Trust::project},
};

inline constexpr std::array database_options{
    Option{.name = "db", .argument = "FILE", .help = "use this advisory database", .config = "database.file"},
};

inline constexpr std::array scan_options{
    Option{.name = "db", .argument = "FILE", .help = "use this advisory database", .config = "database.file"},
    Option{.name = "update-db", .help = "update the advisory database first"},
    Option{.name = "max-db-age",
           .argument = "DAYS",
           .help = "be incomplete if the advisories are older",
           .config = "database.max_age_days"},
    Option{.name = "ref",
           .argument = "NAME",
           .help = "look at this branch, tag or commit of the repository instead of its files; `supported`: main and "
                   "the lines that the release schedule says are",
           .repeat = Repeat::many},
    Option{.name = "trust-git",
           .argument = "DIR",
           .help = "let the repository's files lead here: of a worktree, of shared objects",
           .repeat = Repeat::many},
    Option{
        .name = "git-clones",
        .argument = "DIR",
        .help = "ask clones below this folder (OWNER/NAME) which commits advisories affect; PATH itself is asked too",
        .repeat = Repeat::many,
        .config = "audit.git_clones"},
    Option{.name = "exclude",
           .argument = "GLOB",
           .help = "leave these paths out (listed under skipped)",
           .repeat = Repeat::many,
           .config = "scan.exclude",
           .trust = Trust::project},
    Option{.name = "depth",
           .argument = "STEPS",
           .help = "leave out what is further below the project (1: only what it contains directly)"},
    Option{.name = "assessments",
           .argument = "FILE",
           .help = "further assessments: assessments.toml, OpenVEX, CSAF, CycloneDX, vuln/deps, ignore_list",
           .repeat = Repeat::many,
           .config = "audit.assessments"},
    Option{.name = "sarif",
           .argument = "FILE",
           .help = "take the results of another tool as findings (SARIF 2.1.0); BRANCH=FILE with --ref",
           .repeat = Repeat::many,
           .config = "scan.sarif"},
    Option{.name = "path-scope",
           .argument = "SCOPE=GLOB",
           .help = "what findings of other tools there are about: runtime, development, optional, test or tooling",
           .repeat = Repeat::many,
           .config = "scan.scope",
           .trust = Trust::project},
    Option{.name = "fail-scope",
           .argument = "SCOPE",
           .help = "exit 1, and open issues, only for what is used so: runtime, development, optional, test, tooling",
           .repeat = Repeat::many,
           .choices = "runtime|development|optional|test|tooling",
           .config = "audit.fail_scope",
           .trust = Trust::project},
    Option{.name = "previous",
           .argument = "FILE",
           .help = "compare with the state saved here (a missing file is a first review)"},
    Option{.name = "save", .argument = "FILE", .help = "save the state for the next --previous"},
    Option{.name = "project",
           .argument = "ID",
           .help = "the project's id in the store of reviews",
           .config = "project.id",
           .trust = Trust::project},
    Option{.name = "name",
           .argument = "NAME",
           .help = "the project's name in the report",
           .config = "project.name",
           .trust = Trust::project},
};

// Findings as issues: one for each.
inline constexpr std::array track_options{
    Option{.name = "track",
           .argument = "github:OWNER/REPO",
           .help = "plan one issue there for each advisory and dependency; reads only"},
    Option{.name = "drafts", .argument = "FILE", .help = "write what labels say as drafts of assessments"},
    Option{.name = "branch", .argument = "NAME", .help = "the branch that the scanned tree is of"},
    Option{.name = "track-limit", .argument = "COUNT", .help = "open at most so many issues in one run (100)"},
};

// Of every command with --track.
inline constexpr std::array tracker_options{
    Option{.name = "apply", .help = "carry the plan out (needs GITHUB_TOKEN)"},
    Option{.name = "plan", .argument = "FILE", .help = "write the plan here, as JSON"},
    Option{.name = "approved", .argument = "FILE", .help = "apply only what this plan says"},
    Option{.name = "track-api", .argument = "URL", .help = "the forge's API", .config = "track.api"},
    Option{.name = "track-author",
           .argument = "LOGIN",
           .help = "take this author's issues for the tracker's own",
           .repeat = Repeat::many,
           .config = "track.authors"},
    Option{.name = "track-label",
           .argument = "NAME",
           .help = "label of new issues",
           .repeat = Repeat::many,
           .config = "track.labels"},
    Option{.name = "track-assignee",
           .argument = "LOGIN",
           .help = "assign new issues to this person",
           .repeat = Repeat::many,
           .config = "track.assignees"},
};

inline constexpr std::array runtime_options{
    Option{.name = "platform",
           .argument = "NAME",
           .help = "leave out records that are about other platforms only",
           .choices = "aix|android|darwin|freebsd|linux|openbsd|sunos|win32"},
    Option{.name = "schedule",
           .argument = "FILE",
           .help = "Node.js's release schedule (schedule.json of nodejs/Release), newer than the copy in the program"},
};

}  // namespace ward::cli
