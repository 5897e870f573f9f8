// What `ward release replay` prints.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/release/replay/known_differences.h"
#include "actions/release/replay/replay.h"

namespace ward::cli {

struct ReplayedRelease {
    std::string id;
    std::string slug;
    release::Replay replay;
    std::vector<bool> is_known = {};  // of its differences
};

// Counts by ruling, then differences by ruling: where, what, what each says, why.
std::string replay_text(std::span<const ReplayedRelease> releases,
                        std::span<const release::KnownDifference* const> gone);
// As the other reading verbs do (docs/release-replay.md), with texts: they are public.
std::string replay_json(std::span<const ReplayedRelease> releases,
                        std::span<const release::KnownDifference* const> gone);

}  // namespace ward::cli
