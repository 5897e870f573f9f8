// `vulnerabilities.json`, the file that `git node security` of @node-core/utils keeps: read in all its variants,
// written in the one that it writes today. It has no schema; what it says of a line in whole ("22.x") says less than a
// range, so that importing what was exported keeps less than the record has. Form: docs/formats/release.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/release.h"
#include "base/result.h"

namespace ward::release {

struct ImportedRelease {
    Release release;
    // What was left out or understood in one of several ways; without texts of the file.
    std::vector<std::string> notes = {};
};

// `parse` errors name file and line and quote nothing.
Result<ImportedRelease> release_from_peer(std::string_view json, std::string_view name);
std::string to_peer(const Release& release);

}  // namespace ward::release
