// ward run --learn: run a program once unconfined, see what its whole tree does, write the smallest policy that people
// can read, and prove by running again under it that it suffices.
#pragma once

#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "faces/cli/run/policy_file.h"

namespace ward::cli {

struct LearnRequest {
    RunRequest start;                // grants and profiles to begin with
    std::vector<std::string> words;  // program and arguments
    std::string folder;              // the current one
    std::string file;                // where the policy goes; "-" for standard output
    std::string before;              // a shell command that restores what the program changes, run before each replay
    bool minimize = false;           // try to do without each grant
    int landlock_abi = 99;
};

// The program's exit status of the first run. `conflict` where no policy was found under which it ends the same way.
Result<int> learn(const LearnRequest& request, const Log& log);

}  // namespace ward::cli
