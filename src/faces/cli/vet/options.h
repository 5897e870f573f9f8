// The option rows of `ward vet`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

// Of everything that gives verdicts.
inline constexpr Option verdict_options[] = {
    {.name = "labels",
     .argument = "FILE",
     .help = "what people decided about packages, instead of labels.toml in ward's data folder",
     .config = "vet.labels"},
    {.name = "all", .help = "list packages without a remark too"},
};

// Of everything that looks at names.
inline constexpr Option names_options[] = {
    {.name = "popular",
     .argument = "LIST",
     .help = "compare with these names: lines in order, name<TAB>downloads, or JSON",
     .config = "vet.popular"},
    {.name = "private",
     .argument = "FILE",
     .help = "names of private packages, one a line; @scope/* is a whole scope",
     .config = "vet.private"},
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

inline constexpr Option label_options[] = {
    {.name = "labels",
     .argument = "FILE",
     .help = "what people decided about packages, instead of labels.toml in ward's data folder",
     .config = "vet.labels"},
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
