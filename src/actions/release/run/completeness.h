// What a record lacks before its CVE ids are asked for, before it is announced, and before it is published.
#pragma once

#include <string>
#include <vector>

#include "actions/release/record/release.h"

namespace ward::release {

// One thing that is missing or contradicts another. `text` names reports by their ids and quotes nothing else; ids are
// embargoed, so that it is for the group alone.
struct Lack {
    enum class Before { cve, announcement, publication };
    Before before = Before::cve;
    std::string report;  // id; empty: of the release
    std::string text;    // "no CVSS vector"

    bool operator==(const Lack&) const = default;
};

std::vector<Lack> lacks_of(const Release& release);
// Those that stand against it: an announcement needs what CVE ids need, and so on.
std::vector<Lack> lacks_before(const Release& release, Lack::Before before);

}  // namespace ward::release
