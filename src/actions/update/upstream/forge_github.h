// What sources github-release and github-tag share: a repository's places, and how a tag's artefacts are fetched.
#pragma once

#include <vector>

#include "actions/update/upstream/source.h"
#include "base/result.h"

namespace ward::update {

// The tag's commit is asked for before and after, so that what lies between is all of one commit. Kinds: asset,
// archive, raw, git, url, and packages of npm.
Result<std::vector<Fetched>> fetch_of_github(const Recipe& recipe, const Candidate& chosen, World& world);

// `usage` where the repository is none, or a mirror is named: a forge's lists have no other place.
Result<void> check_forge_source(const Source& source, size_t most_parts = 2);

}  // namespace ward::update
