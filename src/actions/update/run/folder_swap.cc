// See folder_swap.h.
#include "actions/update/run/folder_swap.h"

#include <fmt/core.h>

#include "actions/update/run/effects.h"
#include "actions/update/run/staging.h"
#include "base/fd.h"

namespace ward::update {

Result<void> swap_folder(const Root& project, const std::string& git_folder, const std::string& path,
                         const FileTree& before, const FileTree& after) {
    WARD_TRY(const std::string runs, runs_folder(project.path(), git_folder));
    WARD_TRY(const std::string there, digest_of_folder(project, path));
    // Before there is a first file there may be no folder, or an empty one.
    const bool is_absent = there == absent_word;
    if (there != tree_sha256(before) && !(is_absent && before.empty()))
        return fail(ErrorCode::conflict, "has changed meanwhile; nothing was done", path);
    const std::string staged = runs + "/folder";
    WARD_TRY_VOID(remove_folder(staged));
    WARD_TRY_VOID(write_tree(staged, after));
    const std::string place = fmt::format("{}/{}", project.path(), path);
    if (is_absent) WARD_TRY_VOID(make_folders(place.substr(0, place.rfind('/'))));
    return exchange(staged, place);
}

}  // namespace ward::update
