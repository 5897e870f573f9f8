// The option rows of `ward run`: for the program and for its launcher.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

// What is granted: for whatever starts a program under a policy.
inline constexpr Option grant_options[] = {
    {.name = "allow-fs-read",
     .argument = "PATH",
     .help = "let files be read: a file, a folder with all below it, PATH/*, or * for every path",
     .repeat = Repeat::many},
    {.name = "allow-fs-write",
     .argument = "PATH",
     .help = "let files be written, made, moved and removed; what does not exist is made first",
     .repeat = Repeat::many},
    {.name = "allow-child-process",
     .argument = "PROGRAM",
     .help = "let child processes be started: any, or this program only",
     .repeat = Repeat::many,
     .takes = Argument::optional},
    {.name = "allow-worker", .help = "let node start workers"},
    {.name = "allow-addons", .help = "let node load native addons"},
    {.name = "allow-wasi", .help = "let node use WASI"},
    {.name = "allow-inspector", .help = "let node's inspector be used"},
    {.name = "allow-net",
     .argument = "ENDPOINT",
     .help = "let the network be used: all of it, or tcp:PORT, HOST:PORT (kept as a port), unix:PATH, udp",
     .repeat = Repeat::many,
     .takes = Argument::optional},
    {.name = "allow-env",
     .argument = "NAME",
     .help = "pass this variable on; without a name all but those that load code",
     .repeat = Repeat::many,
     .takes = Argument::optional},
    {.name = "allow-signal", .help = "let signals be sent to processes outside the tree"},
    {.name = "allow-fs-metadata", .help = "let modes, owners and times of every file be changed, granted or not"},
    {.name = "allow-nested",
     .help = "let namespaces, chroot and tracing be used: for programs with sandboxes of their own"},
    {.name = "keep-fd", .argument = "N", .help = "pass this open descriptor on", .repeat = Repeat::many},
};

inline constexpr Option run_options[] = {
    {.name = "policy",
     .argument = "FILE",
     .help = "add the grants of this file: TOML, or node.config.json's permission object",
     .repeat = Repeat::many},
    {.name = "profile",
     .argument = "NAME",
     .help = "what the program needs to start: libc, network, node, npm, programs, python; none: nothing at all "
             "(default: by "
             "the program)",
     .repeat = Repeat::many,
     .offers = "libc|network|node|none|npm|programs|python"},
    {.name = "node-permission",
     .argument = "WHEN",
     .help = "switch node's own permission model on too: auto (where node is the program), on or off",
     .choices = "auto|on|off"},
    {.name = "print-policy", .help = "show what would be enforced, and run nothing"},
    {.name = "audit", .help = "deny nothing; tell what would have been denied"},
    {.name = "explain-denials", .help = "tell each denial, with the flag that would allow it"},
    {.name = "denials-from",
     .argument = "SOURCE",
     .help =
         "who tells denials: kernel (its audit records; root, Landlock ABI 7, audit on), supervisor (stops each call "
         "that could be refused), or auto: the kernel where it can",
     .choices = "auto|kernel|supervisor"},
    {.name = "log", .argument = "FILE", .help = "append each denial here as a line of JSON (with the two above)"},
    {.name = "learn",
     .argument = "FILE",
     .help = "run unconfined once, write the policy that the program needs here, and prove it by running again"},
    {.name = "minimize", .help = "with --learn: leave out every grant that the program ends the same without"},
    {.name = "before",
     .argument = "COMMAND",
     .help = "with --learn: this shell command, not confined, before each further run: to restore what a run changes"},
    {.name = "conformance",
     .argument = "NODE",
     .help = "run no program: ask this node binary what its permission model keeps, and compare with what is known"},
    {.name = "case",
     .argument = "ID",
     .help = "with --conformance: only cases whose id begins so",
     .repeat = Repeat::many},
    {.name = "json", .help = "with --conformance: one JSON object instead of a table"},
    {.name = "strict", .help = "refuse to run where the kernel cannot enforce all of it"},
    {.name = "require-abi", .argument = "N", .help = "refuse to run with a Landlock ABI below this"},
    {.name = "landlock-abi",
     .argument = "N",
     .help = "use no more than this Landlock ABI: to see what an older kernel would do (0: none)"},
};

}  // namespace ward::cli
