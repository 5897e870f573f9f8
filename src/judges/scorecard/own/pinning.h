// Pinned-Dependencies: what ward sees beyond the peer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judges/scorecard/facts.h"
#include "judges/scorecard/pinning/dependencies.h"

namespace ward::scorecard {

struct OwnPin {
    std::optional<DependencyType> type = {};  // of the peer's kinds, in a file that it does not read
    std::string label = {};
    bool pinned = false;
    Location location = {};
    std::string remedy = {};
};
std::vector<OwnPin> own_pins(const Facts& facts, const Pinning& pinning);

}  // namespace ward::scorecard
