// What --print-policy shows: what was asked for, in the form of a policy file, and as comments what each enforcer makes
// of it.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/run/start.h"

namespace ward::cli {

std::string policy_text(const PreparedRun& prepared, const std::string& folder) {
    const RunPlan& run = prepared.plan;
    const permission::Kernel& kernel = prepared.kernel;
    const permission::Plan plan = permission::plan(run.policy, kernel);
    RunRequest whole{.policy = run.asked, .profiles = run.profiles};
    std::string out = policy_toml(whole, "what was asked for", folder);
    out += fmt::format("\n# program  {}\n# Landlock ABI {}, seccomp {}\n", display(run.launch.program),
                       kernel.landlock_abi, kernel.seccomp ? "yes" : "no");
    out += "#\n# the kernel allows\n";
    for (const permission::Plan::Path& path : plan.paths)
        out += fmt::format("#   {:<50} {}\n", display(path.path), permission::rights_text(path.rights));
    for (const permission::Plan::Port& port : plan.ports)
        out += fmt::format("#   TCP port {:<41} {}\n", port.port, port.rights == 2 ? "connect" : "bind,connect");
    std::vector<std::string> names;
    names.reserve(run.launch.environment.size());
    for (const std::string& variable : run.launch.environment) names.push_back(variable.substr(0, variable.find('=')));
    std::ranges::sort(names);
    out += fmt::format("#   variables {}\n", display(join(names, " ")));
    if (!run.node_flags.flags.empty()) {
        out += fmt::format("#\n# node {} enforces too\n", run.node->text());
        for (const std::string& flag : run.node_flags.flags) out += fmt::format("#   {}\n", display(flag));
    }
    for (const std::string& line : plan.not_enforced) out += fmt::format("#\n# not enforced: {}\n", display(line));
    for (const std::string& line : plan.remarks) out += fmt::format("#\n# note: {}\n", display(line));
    for (const std::string& line : run.remarks) out += fmt::format("#\n# note: {}\n", display(line));
    return out;
}

}  // namespace ward::cli
