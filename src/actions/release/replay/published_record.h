// A CVE record that others wrote, read for what it says of the project's versions. ward's own records have one product
// and whole versions; HackerOne's tell of lines without support as a second product ("node", and "nodejs"), and write
// "4.0" and "4.*".
#pragma once

#include <string>

#include "actions/release/output/claims.h"
#include "actions/release/record/project.h"
#include "formats/document.h"

namespace ward::release {

// Is it the project, by any of its names or the URL of its repository? Case and signs make no other name.
bool is_product(const Node& affected, const Project& project);

// Of the container of a record's CNA. `parse` errors say why no program can compare it: it is about other products
// alone, or has versions that are none.
Result<Claim> published_claim(const Node& container, std::string cve, const Project& project);

}  // namespace ward::release
