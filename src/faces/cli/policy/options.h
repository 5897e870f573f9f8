// The option rows of `ward policy`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr Option manifest_options[] = {
    {.name = "manifest", .argument = "FILE", .help = "the manifest (default: policy.json in the folder)"},
    {.name = "semantics",
     .argument = "WHOSE",
     .help = "ward: of several digests the strongest algorithm counts; node: any match is enough, as in Node.js 20",
     .choices = "ward|node"},
    {.name = "case-sensitive",
     .help = "let two keys differ by letter case or composition alone: the files will never stand on Windows or a Mac"},
};

inline constexpr Option tree_options[] = {
    {.name = "exclude",
     .argument = "GLOB",
     .help = "leave these paths out, beside those that the manifest itself excludes",
     .repeat = Repeat::many},
    {.name = "index",
     .argument = "FILE",
     .help = "remember digests here, and read no file again that the file system says is the same; whoever can write "
             "this file can hide a change"},
};

inline constexpr Option create_options[] = {
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the manifest here (default: standard output)"},
    {.name = "algorithm",
     .argument = "NAME",
     .help = "digests to list: sha256, sha384, sha512 (default: sha384)",
     .repeat = Repeat::many,
     .choices = "sha256|sha384|sha512"},
    {.name = "crlf",
     .argument = "WHAT",
     .help = "dual: list of each text what it is with the other line ending, too",
     .choices = "dual"},
    {.name = "serial",
     .argument = "N",
     .help = "the manifest's number, which grows with each release: signed, it stops rollback"},
    {.name = "case-sensitive",
     .help = "let two files differ by letter case or composition alone: they will never stand on Windows or a Mac"},
};

}  // namespace ward::cli
