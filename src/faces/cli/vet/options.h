// The option rows of `ward vet`.
#pragma once

#include "faces/cli/command.h"
#include "faces/cli/packuments.h"

namespace ward::cli {

inline constexpr Option labels_option{
    .name = "labels",
    .argument = "FILE",
    .help = "what people decided about packages, instead of labels.toml in ward's data folder",
    .config = "vet.labels"};
inline constexpr Option popular_option{.name = "popular",
                                       .argument = "LIST",
                                       .help = "compare names with these: lines in order, name<TAB>downloads, or JSON",
                                       .config = "vet.popular"};
inline constexpr Option private_option{.name = "private",
                                       .argument = "FILE",
                                       .help = "names of private packages, one a line; @scope/* is a whole scope",
                                       .config = "vet.private"};

// Of everything that gives verdicts.
inline constexpr Option verdict_options[] = {
    labels_option,
    {.name = "all", .help = "list packages without a remark too"},
};

// What the judge of a review goes by.
inline constexpr Option vet_judge_options[] = {labels_option, popular_option, private_option};

// Whom names are compared with.
inline constexpr Option name_list_options[] = {popular_option, private_option};

inline constexpr Option tarballs_option{
    .name = "tarballs", .argument = "DIR", .help = "take tarballs from this folder", .repeat = Repeat::many};
inline constexpr Option registry_option{.name = "registry",
                                        .argument = "URL",
                                        .help = "the registry that is asked (default: https://registry.npmjs.org)",
                                        .config = "npm.registry"};

// Where packages come from, as of `ward policy verify`.
inline constexpr Option package_options[] = {
    packuments_option,
    tarballs_option,
    {.name = "npm-cache",
     .argument = "DIR",
     .help = "take tarballs from npm's cache there (default: npm's own, where it is)"},
    {.name = "download", .help = "ask the registry for documents and tarballs that are nowhere else"},
    registry_option,
    {.name = "db", .argument = "FILE", .help = "use this advisory database", .config = "database.file"},
    {.name = "disposable-domains",
     .argument = "FILE",
     .help = "mail domains that anybody can use, one a line",
     .repeat = Repeat::many,
     .config = "vet.disposable_domains"},
    {.name = "expired-domains",
     .argument = "FILE",
     .help = "mail domains that can be bought, one a line",
     .repeat = Repeat::many,
     .config = "vet.expired_domains"},
};

inline constexpr Option one_package_options[] = {
    {.name = "repository",
     .argument = "DIR",
     .help = "compare the files with this clone of the package's repository, at the commit or tag of the version"},
    {.name = "against",
     .argument = "VERSION",
     .help = "compare with this version, tarball or folder instead of the version before"},
    {.name = "detonate",
     .help = "run its install scripts in a scratch folder, confined by the kernel: no network, no file of yours"},
};

inline constexpr Option diff_sources_options[] = {
    {.name = "repository",
     .argument = "DIR",
     .help = "compare the files with this clone of the package's repository, at the commit or tag of the version"},
};

inline constexpr Option watch_options[] = {
    {.name = "since", .argument = "POSITION", .help = "begin there, instead of where the last run ended"},
    {.name = "limit", .argument = "COUNT", .help = "look at so many packages at most (default: 1000)"},
    {.name = "state", .argument = "FILE", .help = "remember the position here, instead of in ward's state folder"},
    {.name = "files", .help = "read the tarballs too, where a source has them"},
};

// Of what looks at names alone, of any registry.
inline constexpr Option names_options[] = {
    popular_option,
    private_option,
    {.name = "type", .argument = "TYPE", .help = "whose names they are", .choices = "npm|pypi"},
};

inline constexpr Option defend_options[] = {
    {.name = "defend", .argument = "NAME", .help = "list the names that could be taken for this one"},
    {.name = "names", .argument = "LIST", .help = "mark those that are in this list (--defend)"},
};

inline constexpr Option sweep_options[] = {
    {.name = "ndjson", .help = "a line of JSON for each name that is like another, in the order of the list"},
    {.name = "limit", .argument = "COUNT", .help = "show this many of the likeliest (default 1000)"},
    {.name = "all", .help = "list packages without a remark too"},
};

inline constexpr Option tree_vet_options[] = {
    {.name = "names-only", .help = "read no file of packages: names and published records alone"},
    tarballs_option,
    {.name = "npm-cache", .argument = "DIR", .help = "take tarballs of what is not installed from npm's cache there"},
    {.name = "download", .help = "ask the registry for tarballs of what is not installed"},
    registry_option,
    {.name = "db", .argument = "FILE", .help = "use this advisory database", .config = "database.file"},
    {.name = "exclude",
     .argument = "GLOB",
     .help = "leave these paths out (listed under skipped)",
     .repeat = Repeat::many,
     .config = "scan.exclude",
     .trust = Trust::project},
    {.name = "depth",
     .argument = "STEPS",
     .help = "leave out what is further below the project (1: only what it contains directly)"},
    {.name = "assessments",
     .argument = "FILE",
     .help = "further assessments: assessments.toml, OpenVEX, CSAF, CycloneDX, vuln/deps, ignore_list",
     .repeat = Repeat::many,
     .config = "audit.assessments"},
};

inline constexpr Option label_options[] = {
    labels_option,
    {.name = "reason", .argument = "TEXT", .help = "why (required)"},
    {.name = "author", .argument = "NAME", .help = "who decided"},
    {.name = "signals",
     .argument = "ID,…",
     .help = "the signals that were looked at and found harmless (of benign packages, required)",
     .repeat = Repeat::many},
    {.name = "versions", .argument = "RANGE", .help = "for these versions alone (default: the named one, else all)"},
    {.name = "expires", .argument = "DATE", .help = "look again after this day (default for benign: in a year)"},
};

}  // namespace ward::cli
