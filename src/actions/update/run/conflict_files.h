// Files in which people resolve what a patch conflicts in. They lie in ward's state folder, by project, dependency,
// version and the patch's own bytes, so that what was resolved for one patch is never taken for another.
#pragma once

#include <string>
#include <vector>

#include "actions/update/patch/patch_stack.h"
#include "base/result.h"

namespace ward::update {

constexpr size_t max_resolution_bytes = 64u << 20;

// Where the conflicts of one patch are. `state` and `project` are absolute.
std::string conflict_folder(const std::string& state, const std::string& project, const std::string& id,
                            const std::string& version, const std::string& patch_name, const std::string& patch_sha256);

// Writes each conflict that has a text, as PATH.conflict; one that is there already stays, because somebody may be at
// work on it. Gives the files, written or not.
Result<std::vector<std::string>> write_conflicts(const std::string& folder, const PatchOutcome& outcome);
// What was resolved: files without conflict marks. `unresolved` gets those that still have some. Nothing where there is
// no folder.
Result<Resolutions> read_resolutions(const std::string& folder, std::vector<std::string>& unresolved);
// They were taken.
Result<void> remove_conflicts(const std::string& folder);

}  // namespace ward::update
