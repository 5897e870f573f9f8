// The usual way of `ward run`: a policy from the command line and its files, and the program started under it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "faces/cli/command.h"
#include "faces/cli/run/machine.h"
#include "faces/cli/run/policy_file.h"

namespace ward::cli {

// What the options and policy files ask for; relative paths are taken from `folder`.
Result<RunRequest> request_of(const Invocation& invocation, const std::string& folder);
// An option's number, 0 or above.
Result<int> number_of(const Invocation& invocation, std::string_view option, int otherwise);

// All that is decided before something happens.
struct PreparedRun {
    RunPlan plan;
    permission::Kernel kernel;  // no more of it than the options allow
};
Result<PreparedRun> prepare_run(const Invocation& invocation, const RunRequest& request, const std::string& folder);
// Says what is not enforced, and makes what write grants name; `unsupported` where the kernel does not suffice.
Result<void> make_ready(const Invocation& invocation, const PreparedRun& run);
// The child's exit status, signals passed on to it meanwhile.
Result<int> wait_for(permission::Child& child, const std::function<void(const permission::Access&)>& told);

// ---- policy_text.cc ----
std::string policy_text(const PreparedRun& prepared, const std::string& folder);

// Runs the program: its exit status. Where nobody has to serve it, the program takes this
// process's place and nothing is returned but an error.
Result<int> start_program(const Invocation& invocation);

// 125 where ward fails, 126 where the program cannot be executed, 127 where it is not found.
int run_status(const Error& error);

}  // namespace ward::cli
