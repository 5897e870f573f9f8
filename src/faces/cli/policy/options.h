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

inline constexpr Option signature_options[] = {
    {.name = "policy-integrity",
     .argument = "SRI",
     .help = "refuse a manifest whose bytes have another digest than this (\"sha384-...\")"},
    {.name = "min-serial", .argument = "N", .help = "refuse a manifest with a serial below this, or with none"},
};

inline constexpr Option verify_options[] = {
    {.name = "ignore-extra", .help = "say nothing of files that the manifest does not have"},
};

inline constexpr Option exec_options[] = {
    {.name = "dir", .argument = "DIR", .help = "the folder of the manifest's keys (default: the manifest's own)"},
    {.name = "confine",
     .help = "grant nothing but files: without this, network, environment, workers, addons and WASI are open"},
    {.name = "conditions",
     .argument = "NAME",
     .help = "a condition for node's imports, and for the manifest's",
     .repeat = Repeat::many},
    {.name = "native", .help = "let node 16 to 22.1 enforce the manifest itself, too (--experimental-policy)"},
    {.name = "no-hook", .help = "leave the dependency maps to nobody"},
    {.name = "no-eval", .help = "refuse code made from strings (node's --disallow-code-generation-from-strings)"},
    {.name = "no-wasm", .help = "refuse WebAssembly from bytes"},
    {.name = "profile",
     .argument = "NAME",
     .help = "what the program needs to start, as in `ward run` (default: by the program)",
     .repeat = Repeat::many,
     .offers = "libc|network|node|none|npm|programs|python"},
    {.name = "strict", .help = "refuse to run where not all of it can be enforced"},
    {.name = "landlock-abi",
     .argument = "N",
     .help = "use no more than this Landlock ABI: to see what an older kernel would do"},
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
