// From an invocation of `ward run` to the program that runs. See start.h.
#include "faces/cli/run/start.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/run/machine.h"
#include "permission/entry.h"

namespace ward::cli {
namespace {

using permission::Policy;

// The child's own statuses are below 125 by custom; these are those of env(1), nohup(1) and a shell.
constexpr int status_failed = 125;
constexpr int status_cannot_execute = 126;
constexpr int status_not_found = 127;
constexpr int status_signal = 128;

// The terminal sends its signals to the whole group; only those sent to this process alone are passed on.
int forward_to = -1;
void forward(int signal) {
    if (forward_to > 0) ::kill(forward_to, signal);
}
void forward_signals(int pid) {
    forward_to = pid;
    struct sigaction pass{};
    pass.sa_handler = forward;
    for (const int signal : {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) ::sigaction(signal, &pass, nullptr);
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    for (const int signal : {SIGINT, SIGQUIT}) ::sigaction(signal, &ignore, nullptr);
}

}  // namespace

// The program's own failures to start are told apart from those of a policy file, a log or a folder.
int run_status(const Error& error) {
    const bool starting = error.what.starts_with("cannot execute");
    const bool looking = error.what.starts_with("no such program") || error.what.starts_with("cannot be");
    if (!starting && !looking) return status_failed;
    if (error.code == ErrorCode::not_found) return status_not_found;
    return error.code == ErrorCode::io ? status_cannot_execute : status_failed;
}

Result<int> number_of(const Invocation& invocation, std::string_view option, int otherwise) {
    const std::string text = invocation.value(option);
    if (text.empty()) return otherwise;
    const auto number = to_number<int>(text);
    if (!number || *number < 0)
        return fail(ErrorCode::usage, "'" + display(text) + "' is no number", "--" + std::string(option));
    return *number;
}

Result<RunRequest> request_of(const Invocation& invocation, const std::string& folder) {
    RunRequest out;
    for (const std::string& file : invocation.values("policy")) WARD_TRY_VOID(add_policy_file(out, file, folder));
    for (const permission::ScopeWords& words : permission::all_scopes()) {
        const std::string_view option = words.flag.substr(2);
        for (const std::string& value : invocation.values(option)) {
            // A switch has the value "true", and grants have none.
            const bool none = words.value == permission::ScopeWords::Value::none;
            WARD_TRY(auto grant, permission::parse_grant(words.scope, none ? std::string_view() : value, folder));
            out.policy.grants.push_back(std::move(grant));
        }
    }
    for (const std::string& text : invocation.values("keep-fd")) {
        const auto fd = to_number<int>(text);
        if (!fd || *fd < 0) return fail(ErrorCode::usage, "'" + display(text) + "' is no descriptor", "--keep-fd");
        out.policy.keep_fds.push_back(*fd);
    }
    if (invocation.has("allow-nested")) out.policy.nested = true;
    if (invocation.has("allow-fs-metadata")) out.policy.metadata = Policy::Metadata::allow;
    const auto profiles = invocation.values("profile");
    out.profiles.insert(out.profiles.end(), profiles.begin(), profiles.end());
    if (const std::string when = invocation.value("node-permission"); !when.empty())
        out.node = when == "on" ? NodePermission::on : when == "off" ? NodePermission::off : NodePermission::automatic;
    WARD_TRY_VOID(permission::check_kept(out.policy));
    return out;
}

Result<PreparedRun> prepare_run(const Invocation& invocation, const RunRequest& request, const std::string& folder) {
    PreparedRun out;
    WARD_TRY(out.plan, plan_run(request, invocation.arguments, folder));
    permission::Launch& launch = out.plan.launch;
    WARD_TRY(launch.landlock_abi, number_of(invocation, "landlock-abi", launch.landlock_abi));
    out.kernel = permission::Kernel::probe();
    out.kernel.landlock_abi = std::min(out.kernel.landlock_abi, launch.landlock_abi);
    choose_broker(out.plan.policy, out.kernel);
    if (invocation.has("strict")) launch.strictness = permission::Strictness::strict;
    return out;
}

Result<void> make_ready(const Invocation& invocation, const PreparedRun& run) {
    // What was ignored here would be ignored by the program too.
    (void)::signal(SIGPIPE, SIG_DFL);
    WARD_TRY(const int required, number_of(invocation, "require-abi", 0));
    if (run.kernel.landlock_abi < required)
        return fail(ErrorCode::unsupported, fmt::format("Landlock ABI {} is required, and this kernel has {}", required,
                                                        run.kernel.landlock_abi));
    const permission::Plan planned = permission::plan(run.plan.policy, run.kernel);
    for (const std::string& gap : planned.not_enforced) invocation.log.warn("not enforced: " + gap);
    for (const std::string& remark : planned.remarks) invocation.log.debug(remark);
    for (const std::string& remark : run.plan.remarks) invocation.log.debug(remark);
    // Nothing is made for a program that will not be started.
    if (run.plan.launch.strictness == permission::Strictness::strict && !planned.not_enforced.empty()) return {};
    WARD_TRY(const auto made, make_missing(run.plan.asked));
    for (const std::string& path : made) invocation.log.debug("made " + display(path));
    return {};
}

Result<int> wait_for(permission::Child& child, const std::function<void(const permission::Access&)>& told) {
    forward_signals(child.pid());
    WARD_TRY(const int status, child.wait(told));
    if (WIFSIGNALED(status)) return status_signal + WTERMSIG(status);
    return WEXITSTATUS(status);
}

Result<int> start_program(const Invocation& invocation) {
    const std::string folder = current_folder();
    WARD_TRY(const RunRequest request, request_of(invocation, folder));
    WARD_TRY(const PreparedRun run, prepare_run(invocation, request, folder));
    WARD_TRY_VOID(make_ready(invocation, run));
    if (run.plan.policy.metadata != Policy::Metadata::broker)
        return std::unexpected(permission::become(run.plan.policy, run.plan.launch));
    WARD_TRY(auto child, permission::spawn(run.plan.policy, run.plan.launch));
    return wait_for(child, {});
}

}  // namespace ward::cli
