// What a run reads, for ward policy create --from-run.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ward::cli {

struct ObservedRun {
    std::vector<std::string> files;  // below the folder, that were there before: relative, sorted
    int status = 0;                  // exit status, or 128 + signal
};

// Runs the command unconfined, watched, in the current folder. `folder` is absolute and real. `unsupported` where the
// kernel has no notifications.
Result<ObservedRun> observe_run(const std::vector<std::string>& command, const std::string& folder);

}  // namespace ward::cli
