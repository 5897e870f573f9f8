#include "actions/release/embargo/push_hook.h"

#include <sys/stat.h>

#include <cstdio>
#include <optional>

#include <fmt/core.h>

#include "actions/release/embargo/git_asker.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view first_lines = "#!/bin/sh\n# ward's pre-push guard.";
constexpr std::string_view kept_suffix = ".before-ward";
constexpr size_t max_hook_bytes = 1u << 20;
constexpr int executable_mode = 0755;

std::string shell_quoted(const std::string& text) {
    return '\'' + replace_all(text, "'", "'\\''") + '\'';
}

// Also a link that leads nowhere.
bool stands_there(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0;
}

Result<void> move_aside(const std::string& path, const std::string& kept) {
    if (stands_there(kept)) return fail(ErrorCode::conflict, "is there already, and would be overwritten", kept);
    if (std::rename(path.c_str(), kept.c_str()) != 0) return fail_errno("renaming", path);
    return {};
}

}  // namespace

std::string push_hook_script(const std::string& ward) {
    return fmt::format(R"({} Refuses what is embargoed; `git push --no-verify` goes around it.
lines=$(cat) || exit 1
printf '%s\n' "$lines" | {} release leak-check --pre-push "$@" || exit
kept=$0{}
if [ -x "$kept" ]; then
    printf '%s\n' "$lines" | "$kept" "$@"
fi
)",
                       first_lines, shell_quoted(ward), kept_suffix);
}

Result<HookPlace> install_push_hook(const HookRequest& request) {
    if (!request.ward.starts_with('/'))
        return fail(ErrorCode::usage, "the program of the hook has to be an absolute path", request.ward);
    WARD_TRY(const GitAsker git, GitAsker::in(request.folder, request.environment));
    // The asker has switched hooks off for itself by the setting that is asked about here.
    WARD_TRY(const std::string common, git.answer({"rev-parse", "--path-format=absolute", "--git-common-dir"}));
    WARD_TRY(const std::string hooks, git.hooks_folder());
    HookPlace place{.path = hooks + "/pre-push"};
    place.is_shared = !real_path(hooks).starts_with(real_path(common) + '/');
    const std::string wanted = push_hook_script(request.ward);
    std::string kept = place.path + std::string(kept_suffix);
    if (stands_there(place.path)) {
        const auto present = read_file(place.path, max_hook_bytes);
        if (present && *present == wanted) return place;
        const bool is_ours = present && present->starts_with(first_lines);
        if (!is_ours && !request.keep_existing)
            return fail(ErrorCode::conflict, "is another hook already; it can be kept and run after ward's",
                        place.path);
        if (!is_ours) {
            WARD_TRY_VOID(move_aside(place.path, kept));
            place.kept = kept;
        }
    }
    WARD_TRY_VOID(make_folders(hooks));
    WARD_TRY_VOID(replace_file(place.path, wanted, executable_mode));
    place.is_changed = true;
    return place;
}

}  // namespace ward::release
