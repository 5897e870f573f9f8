// Changes of a person's that are in a dependency's folder and not committed. Replacing the folder would take them away,
// so that an update refuses, or carries them over where it was asked to (--autostash): they are merged into the new
// tree before anything is written, and one rename puts both in place. There is no moment at which they are nowhere:
// until it the folder is as it was, and behind it the former one is kept for `ward update undo`.
#pragma once

#include <optional>
#include <string>

#include "actions/update/run/git_work.h"
#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

// The folder as HEAD has it, where the folder on disk (`there`) is another one. Nothing where they are the same, where
// HEAD has no such folder or no commit, or where `there` is `known_sha256`: what an earlier update put there.
Result<std::optional<FileTree>> committed_folder(const GitWork& git, const std::string& path, const FileTree& there,
                                                 const std::string& known_sha256);

// `mine` is `base` with a person's changes, `theirs` with the update's: both. A `conflict` with the path where they are
// about the same lines, or where one removed what the other changed.
Result<FileTree> carry_over(const FileTree& base, const FileTree& mine, const FileTree& theirs);

}  // namespace ward::update
