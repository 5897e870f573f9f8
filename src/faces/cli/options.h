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
           .help = "further assessments: assessments.toml or OpenVEX",
           .repeat = Repeat::many,
           .config = "audit.assessments"},
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
