// --ref: which branches of the repository are looked at.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "faces/cli/command.h"
#include "facts/inventory/git_trees.h"
#include "io/gitobjects/repository.h"
#include "judges/audit/end_of_life.h"

namespace ward::cli {

constexpr size_t max_branches = 100;

struct Branches {
    std::unique_ptr<gitobjects::Repository> repository;
    std::unique_ptr<inventory::GitTrees> trees;
    std::vector<gitobjects::Revision> revisions;  // in the order of the caller, each once
    std::vector<std::string> problems;            // of the repository: packs and alternates that are not read
};

// The repository at `path` with every --ref resolved. `supported` is main (or master) and each line of the schedule
// whose end has not come: v22 is the branch v22.x, or v22.
Result<Branches> open_branches(const std::string& path, const Invocation& invocation, const audit::Schedule& schedule,
                               Instant now);

}  // namespace ward::cli
