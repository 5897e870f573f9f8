// Where a repository fetches things: workflows, Dockerfiles, shell scripts. In the peer's order.
#pragma once

#include "judges/scorecard/facts.h"
#include "judges/scorecard/pinning/dependencies.h"

namespace ward::scorecard {

// Error: what makes the whole check fail (a workflow that is no YAML, a Dockerfile that is none).
Result<Pinning> collect_pinning(const Facts& facts);

// The actions and images alone, of every file that can be read, action.yml among them; the others are told. For
// patches: one broken file is no reason to leave the rest as it is.
Pinning collect_mendable(const Facts& facts);

// What a step or job `uses`, in the file `path`; what lies in the repository itself is none.
void add_action(const workflow::Text& uses, std::string_view path, Pinning& out);

// nuget.cc: commands of NuGet are pinned where all the project's files lock their versions. `remarks` gains what is
// said of files that cannot be read.
void pin_by_project_files(const Facts& facts, Pinning& pinning, std::vector<Detail>& remarks);

}  // namespace ward::scorecard
