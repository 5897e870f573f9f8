// The pre-push hook that asks ward before every `git push` of a clone. It keeps honest people from slips; `git push
// --no-verify`, another clone and other programs go around it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ward::release {

struct HookRequest {
    std::string folder;                         // in the repository; absolute
    std::string ward;                           // the program that the hook calls; absolute
    bool keep_existing = false;                 // a hook that is there already runs after ward's, under another name
    std::vector<std::string> environment = {};  // "NAME=value"
};

struct HookPlace {
    std::string path;         // of the hook
    bool is_changed = false;  // false: it was there already
    std::string kept = {};    // where the hook that was there is now; empty: there was none
    // core.hooksPath leads out of the repository: the hook is that of every repository with that setting.
    bool is_shared = false;
};

// Installs the hook where git looks for it (core.hooksPath, the common folder of worktrees). Twice is once. `conflict`
// where another hook is there and `keep_existing` is not set, or where there is one under the name that it would get.
// `not_found` without git or a repository.
Result<HookPlace> install_push_hook(const HookRequest& request);

// What is written there.
std::string push_hook_script(const std::string& ward);

}  // namespace ward::release
