// What --print-policy shows: what was asked for, in the form of a policy file, and as comments what each enforcer makes
// of it.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "faces/cli/run/start.h"

namespace ward::cli {
namespace {

using permission::Policy;
using permission::Scope;

bool asks(const Policy& policy, Scope scope) {
    return std::ranges::any_of(policy.grants, [&](const auto& grant) { return grant.scope == scope; });
}

std::string allowed_row(std::string_view what, std::string_view how) {
    return fmt::format("#   {:<50} {}\n", what, how);
}

// What is granted and neither a file nor a port of TCP: kept by the filter of system calls.
std::string calls_allowed(const Policy& policy) {
    std::string out;
    if (policy.allows_all(Scope::net)) out += allowed_row("sockets", "every one");
    else {
        const auto has = [&](std::string_view start) {
            return std::ranges::any_of(policy.grants, [&](const permission::Grant& grant) {
                return grant.scope == Scope::net && grant.value.starts_with(start);
            });
        };
        if (has("udp")) out += allowed_row("UDP", "every address and port");
        if (has("unix:")) out += allowed_row("Unix sockets", "by the paths above");
    }
    if (policy.allows_all(Scope::child)) out += allowed_row("child processes", "any");
    else if (asks(policy, Scope::child)) out += allowed_row("child processes", "of what may be executed");
    if (asks(policy, Scope::signal)) out += allowed_row("signals", "to every process of this user");
    if (policy.metadata == Policy::Metadata::broker)
        out += allowed_row("modes, owners and times", "where writing is granted");
    if (policy.metadata == Policy::Metadata::allow) out += allowed_row("modes, owners and times", "everywhere");
    if (policy.nested) out += allowed_row("namespaces, chroot, tracing", "yes");
    out +=
        fmt::format("#   descriptors 0 1 2{}{}\n", policy.keep_fds.empty() ? "" : " ", fmt::join(policy.keep_fds, " "));
    return out;
}

}  // namespace

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
    out += calls_allowed(run.policy);
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
