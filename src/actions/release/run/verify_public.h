// Is everything public that a release announced, and does it say what the record says? Reads only; for people on the
// day, and for a job that asks every hour.
#pragma once

#include <string>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "actions/release/run/doors.h"

namespace ward::release {

constexpr size_t max_page_bytes = 16u << 20;

struct Verified {
    std::vector<std::string> open = {};     // not public yet, or not what the record says
    std::vector<std::string> unknown = {};  // could not be asked
    size_t asked = 0;
};

// Each CVE id: published, and of every released version the same as the record.
Verified verify_cves(const Release& release, const Project& project, Doors& doors);
// Those, the post, each line's page, the entries of the vulnerability database, and the heads-up issues.
Verified verify_release(const Release& release, const Project& project, Doors& doors);

}  // namespace ward::release
