// Upstream's files out of a folder of this machine (--from-dir): what somebody downloaded, built or was sent.
#pragma once

#include <string>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/upstream/source.h"

namespace ward::update {

// File names that an artefact may have, the likeliest first: as upstream calls it, as `npm pack` and forges do, as
// Debian calls an upstream tarball.
std::vector<std::string> names_of(const Recipe& recipe, const Artefact& artefact, const Candidate& candidate);

// `not_found` names what was looked for. Nothing of the folder is believed more than a download would be.
Result<std::vector<Fetched>> fetch_from_folder(const Recipe& recipe, const Candidate& candidate,
                                               const std::string& folder);

}  // namespace ward::update
