// Updaters of dependencies that a project has written for itself: a workflow that runs on a schedule and opens pull
// requests, as nodejs/node's does with the scripts of tools/dep_updaters. The peer knows only services by their
// configuration files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/inventory/inventory.h"

namespace ward::scorecard {

struct ProjectUpdater {
    std::string path;   // of the workflow
    uint32_t line = 0;  // of its schedule
    std::string means;  // what opens the pull requests: "gr2m/create-or-update-pull-request-action"
};

// In the order of the listing. A workflow that cannot be read as YAML is none.
std::vector<ProjectUpdater> project_updaters(const inventory::Tree& tree);

}  // namespace ward::scorecard
