// Whose issues and comments are taken for our own. In a public repository anybody opens issues, and may copy a marker
// or a title: what stands in it proves nothing.
#pragma once

#include <string>
#include <vector>

#include "io/net/forge.h"

namespace ward::net {

struct Trust {
    std::vector<std::string> logins = {};  // the token's own, and those that the user names

    // Those whom the repository lets write, its workflows, and the named ones.
    bool in(const Person& person) const;
};

}  // namespace ward::net
