// A tree on disk beside the one it will replace, and the moment of replacing: one rename a place. A process that is
// killed leaves the old place or the new one, never a mix of both.
#pragma once

#include <string>
#include <string_view>

#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

// Writes all files into `folder`, which must not exist yet (`conflict`), and brings them to the disk. Paths are checked
// again here, and nothing is opened through a link: the last door before the file system.
Result<void> write_tree(const std::string& folder, const FileTree& tree);

// Removes a folder of ours with all below it; links are removed, not followed. It may be missing.
Result<void> remove_folder(const std::string& folder);

// `staged` takes the place of `place`, and what was there is at `staged` afterwards. Both are files or folders of one
// file system. Where `place` is not there yet, `staged` is gone afterwards.
Result<void> exchange(const std::string& staged, const std::string& place);

// Where a project's runs keep what is not in its tree: below git's own folder, or in .ward-update/ where there is no
// git: in any case on the file system of the project. Made if it is missing.
Result<std::string> runs_folder(const std::string& project, const std::string& git_folder);

}  // namespace ward::update
