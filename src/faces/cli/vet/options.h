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
