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
           .help = "take the results of another tool as findings (SARIF 2.1.0)",
           .repeat = Repeat::many,
           .config = "scan.sarif"},
    Option{.name = "path-scope",
           .argument = "SCOPE=GLOB",
           .help = "what findings of other tools there are about: runtime, development, optional, test or tooling",
           .repeat = Repeat::many,
           .config = "scan.scope",
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

}  // namespace ward::cli
