// The option rows of `ward release vulndb`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr Option vulndb_release_options[] = {
    {.name = "releases",
     .argument = "FILE",
     .help = "the published versions: dist/index.json's form, or a table (default: Node.js's, a copy in the program)",
     .config = "release.releases"},
};

inline constexpr Option vulndb_index_options[] = {
    {.name = "check", .help = "write nothing; exit 1 where an index is not what it has to be"},
};

inline constexpr Option vulndb_vex_options[] = {
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .help = "write the document here instead of standard output; the one that is there is the previous one"},
    {.name = "previous",
     .argument = "FILE",
     .help = "the document that this one replaces: its id and the times of its statements are kept"},
    {.name = "product",
     .argument = "PURL",
     .help = "what the project is called, without a version (default: pkg:generic/nodejs/node)",
     .config = "release.product"},
    {.name = "scanner-purl",
     .argument = "PURL",
     .help = "what scanners call it, where that is something else (Node.js: pkg:generic/node)",
     .config = "release.scanner_purl"},
    {.name = "cpe",
     .argument = "VENDOR:PRODUCT",
     .help = "its CPE name (Node.js: nodejs:node.js)",
     .config = "release.cpe"},
    {.name = "publisher",
     .argument = "NAME",
     .help = "who states this (default: Node.js Security WG)",
     .config = "project.publisher",
     .trust = Trust::project},
    {.name = "role",
     .argument = "WORD",
     .help = "what the publisher is to the project (default: Project)",
     .config = "release.role"},
};

}  // namespace ward::cli
