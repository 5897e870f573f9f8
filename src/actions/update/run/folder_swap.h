// A folder of the project with other files, put in place by one rename: whoever looks, even after a kill, sees all of
// the old ones or all of the new ones.
#pragma once

#include <string>

#include "actions/update/tree/tree.h"
#include "base/result.h"
#include "base/root.h"

namespace ward::update {

// The caller holds the repository's lock (lock_of, run.h). `before` is what the new files were made of:
// where the folder is not that any more, nothing is done (`conflict`). `git_folder` may be empty (runs_folder,
// staging.h). What stood there is kept beside the runs until the next time.
Result<void> swap_folder(const Root& project, const std::string& git_folder, const std::string& path,
                         const FileTree& before, const FileTree& after);

}  // namespace ward::update
