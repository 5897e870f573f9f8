// The taint set of a release, as far as its record says.
#pragma once

#include <span>
#include <string>

#include "actions/release/embargo/taint.h"
#include "actions/release/record/project.h"
#include "actions/release/record/release.h"

namespace ward::release {

struct PublicFacts {
    std::span<const std::string> cves = {};     // ids that are published
    std::span<const std::string> handles = {};  // of people who commit publicly: their names say nothing
    std::span<const std::string> texts = {};    // earlier posts
};

// Ids, places, titles, texts and reporters' handles. URLs in the project's public repository are public; workarounds
// and impacts count as summaries. Commits, changes and contents come from the repositories: see private_objects.h.
TaintSet taint_of(const Release& release, const Project& project, const PublicFacts& known);

}  // namespace ward::release
