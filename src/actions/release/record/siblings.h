// What the other releases of a group have, for what must not stand twice.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "actions/release/record/release.h"

namespace ward::release {

struct Siblings {
    std::vector<std::string> ids = {};
    std::vector<std::string> slugs = {};
    std::map<std::string, std::string> cves = {};     // of which release
    std::map<std::string, std::string> reports = {};  // likewise; of those that are not closed
};

void add_sibling(Siblings& siblings, const Release& release);
const Siblings& no_siblings();

}  // namespace ward::release
