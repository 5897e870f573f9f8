// The option rows of `ward release replay`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr Option release_replay_options[] = {
    {.name = "post",
     .argument = "FILE",
     .help = "the published post, as Markdown (default: the one of the site's checkout)"},
    {.name = "vulndb",
     .argument = "DIR",
     .help = "the vulnerability database with the published entries (default: its checkout)"},
    {.name = "known", .argument = "FILE", .help = "differences that people looked at, each with its reason"},
};

}  // namespace ward::cli
