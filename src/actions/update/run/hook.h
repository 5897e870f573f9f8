// A step that no rule can say: a command of the recipe, run confined on a copy. How it is confined is the caller's
// affair (HookRunner); what it may have changed is decided here.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

constexpr size_t max_hook_output_bytes = 4u << 20;

struct HookRequest {
    const Hook* hook = nullptr;
    std::string scratch = {};                   // absolute; the only place where it may write
    std::string folder = {};                    // where it starts, below `scratch`
    std::string project = {};                   // absolute; `hook->reads` are below it
    std::vector<std::string> environment = {};  // "NAME=value"
};
struct HookEnd {
    int status = 0;
    std::string output = {};                // of both streams, the last part
    std::vector<std::string> refused = {};  // what the kernel refused it: "write /etc/passwd"
};
// No network, nothing writable but `scratch`, no variable but those named. An error where that cannot be kept here.
using HookRunner = std::function<Result<HookEnd>(const HookRequest&)>;

struct HookOutcome {
    std::string name = {};
    std::string command = {};               // argv as JSON
    std::vector<std::string> written = {};  // paths from the dependency's folder, removed ones too
    std::string inputs_sha256 = {};
    std::string outputs_sha256 = {};
};

// The versions that a hook is told of: WARD_UPDATE_OLD_VERSION (empty where nothing was there) and WARD_UPDATE_VERSION.
struct HookVersions {
    std::string before = {};
    std::string now = {};
};

// Runs the hook on a copy of `tree`, which becomes what the hook left behind. An error where it fails, changes what is
// not among `writes`, or leaves what no tree may have.
Result<HookOutcome> run_hook(const Hook& hook, const Recipe& recipe, const HookVersions& versions,
                             const std::string& project, const HookRunner& runner, FileTree& tree);

}  // namespace ward::update
