// Whose issues are taken for the tracker's. In a public repository anybody opens issues, and may copy a marker or a
// title: such an issue is told, and neither managed nor adopted.
#pragma once

#include <string>
#include <vector>

#include "io/net/forge.h"

namespace ward::track {

struct Trust {
    std::vector<std::string> logins = {};  // the token's own, and those that the user names

    // Those whom the repository lets write, its workflows, and the named ones.
    bool in(const net::Person& person) const;
};

}  // namespace ward::track
