// From what is asked to what this machine needs for it: programs looked up, start-up files, profiles, missing folders.
#pragma once

#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "faces/cli/run/node.h"
#include "faces/cli/run/policy_file.h"

namespace ward::cli {

// All that is needed to start, and to say what was decided.
struct RunPlan {
    permission::Policy policy;  // complete: the request's grants, the start-up's and the profiles'
    permission::Policy asked;   // the request's grants alone, programs looked up
    permission::Launch launch;
    std::vector<std::string> profiles;  // those that were added
    std::string runtime;                // what runs in the end: the program, or the interpreter of a script
    std::optional<NodeVersion> node;    // the runtime, where it is node
    NodeFlags node_flags;               // empty where Node's own model stays off
    std::vector<std::string> remarks;
};

// `words` are the program and its arguments. `folder` is the current one.
Result<RunPlan> plan_run(const RunRequest& request, const std::vector<std::string>& words, const std::string& folder);

// Flags for node, where it is the runtime: they stand between its name and the rest, and a script is started by naming
// it behind them.
void put_node_flags(RunPlan& plan, const std::vector<std::string>& flags);

// Makes what write grants name and is not there yet: a folder for `PATH/*`, an empty file for `PATH`. A kernel rule is
// about a file that exists. Says what it made.
Result<std::vector<std::string>> make_missing(const permission::Policy& asked);

// Modes and times of what can be written: by the broker (permission.h), where the kernel has notifications.
void choose_broker(permission::Policy& policy, const permission::Kernel& kernel);

std::string current_folder();

}  // namespace ward::cli
