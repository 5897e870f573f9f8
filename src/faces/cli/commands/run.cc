// ward run: the Permission Model around any program, kept by the kernel for the whole tree of processes, and by node
// beside it. The options are those of node's own flags; what they mean to the kernel is in docs/permission.md.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/run/denials.h"
#include "faces/cli/run/learn.h"
#include "faces/cli/run/machine.h"
#include "faces/cli/run/policy_file.h"
#include "permission/entry.h"

namespace ward::cli {
namespace {

using permission::Policy;
using permission::Watch;

constexpr Option run_options[] = {
    {.name = "allow-fs-read",
     .argument = "PATH",
     .help = "let files be read: a file, a folder with all below it, PATH/*, or * for every path",
     .repeat = Repeat::many},
    {.name = "allow-fs-write",
     .argument = "PATH",
     .help = "let files be written, made, moved and removed; what does not exist is made first",
     .repeat = Repeat::many},
    {.name = "allow-child-process",
     .argument = "PROGRAM",
     .help = "let child processes be started: any, or this program only",
     .repeat = Repeat::many,
     .takes = Argument::optional},
    {.name = "allow-worker", .help = "let node start workers"},
    {.name = "allow-addons", .help = "let node load native addons"},
    {.name = "allow-wasi", .help = "let node use WASI"},
    {.name = "allow-inspector", .help = "let node's inspector be used"},
    {.name = "allow-net",
     .argument = "ENDPOINT",
     .help = "let the network be used: all of it, or tcp:PORT, HOST:PORT (kept as a port), unix:PATH, udp",
     .repeat = Repeat::many,
     .takes = Argument::optional},
    {.name = "allow-env",
     .argument = "NAME",
     .help = "pass this variable on; without a name all but those that load code",
     .repeat = Repeat::many,
     .takes = Argument::optional},
    {.name = "allow-signal", .help = "let signals be sent to processes outside the tree"},
    {.name = "allow-fs-metadata", .help = "let modes, owners and times of every file be changed, granted or not"},
    {.name = "allow-nested",
     .help = "let namespaces, chroot and tracing be used: for programs with sandboxes of their own"},
    {.name = "keep-fd", .argument = "N", .help = "pass this open descriptor on", .repeat = Repeat::many},
    {.name = "policy",
     .argument = "FILE",
     .help = "add the grants of this file: TOML, or node.config.json's permission object",
     .repeat = Repeat::many},
    {.name = "profile",
     .argument = "NAME",
     .help = "what the program needs to start: network, node, npm, programs, python; none: nothing at all (default: by "
             "the program)",
     .repeat = Repeat::many,
     .offers = "network|node|none|npm|programs|python"},
    {.name = "node-permission",
     .argument = "WHEN",
     .help = "switch node's own permission model on too: auto (where node is the program), on or off",
     .choices = "auto|on|off"},
    {.name = "print-policy", .help = "show what would be enforced, and run nothing"},
    {.name = "audit", .help = "deny nothing; tell what would have been denied"},
    {.name = "explain-denials", .help = "tell each denial, with the flag that would allow it"},
    {.name = "log", .argument = "FILE", .help = "append each denial here as a line of JSON (with the two above)"},
    {.name = "learn",
     .argument = "FILE",
     .help = "run unconfined once, write the policy that the program needs here, and prove it by running again"},
    {.name = "minimize", .help = "with --learn: leave out every grant that the program ends the same without"},
    {.name = "before",
     .argument = "COMMAND",
     .help = "with --learn: this shell command, not confined, before each further run: to restore what a run changes"},
    {.name = "strict", .help = "refuse to run where the kernel cannot enforce all of it"},
    {.name = "require-abi", .argument = "N", .help = "refuse to run with a Landlock ABI below this"},
    {.name = "landlock-abi",
     .argument = "N",
     .help = "use no more than this Landlock ABI: to see what an older kernel would do (0: none)"},
};

// The child's own statuses are below 125 by custom; these are those of env(1), nohup(1) and a shell.
constexpr int status_failed = 125;
constexpr int status_cannot_execute = 126;
constexpr int status_not_found = 127;
constexpr int status_signal = 128;

int run_status(const Error& error) {
    switch (error.code) {
        case ErrorCode::not_found: return status_not_found;
        case ErrorCode::io:
            return error.what.starts_with("cannot execute") || error.what.starts_with("cannot be")
                       ? status_cannot_execute
                       : status_failed;
        default: return status_failed;
    }
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
    return out;
}

std::string policy_text(const RunPlan& run, const permission::Kernel& kernel, const std::string& folder) {
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

Result<int> run_supervised(const Invocation& invocation, const RunPlan& run, Watch watch) {
    WARD_TRY(auto writer, DenialWriter::open(invocation.value("log"), invocation.has("quiet")));
    WARD_TRY(auto child, permission::spawn(run.policy, run.launch, watch));
    forward_signals(child.pid());
    WARD_TRY(const int status, child.wait([&](const permission::Access& access) { writer.write(access); }));
    WARD_TRY_VOID(writer.written());
    if (WIFSIGNALED(status)) return status_signal + WTERMSIG(status);
    return WEXITSTATUS(status);
}

Result<int> run(const Invocation& invocation) {
    // What was ignored here would be ignored by the program too.
    (void)::signal(SIGPIPE, SIG_DFL);
    const std::string folder = current_folder();
    WARD_TRY(const RunRequest request, request_of(invocation, folder));
    WARD_TRY_VOID(permission::check_kept(request.policy));
    if (invocation.has("learn")) {
        WARD_TRY(const int abi, number_of(invocation, "landlock-abi", permission::Launch{}.landlock_abi));
        return learn({.start = request,
                      .words = invocation.arguments,
                      .folder = folder,
                      .file = invocation.value("learn"),
                      .before = invocation.value("before"),
                      .minimize = invocation.has("minimize"),
                      .landlock_abi = abi},
                     invocation.log);
    }
    WARD_TRY(RunPlan plan, plan_run(request, invocation.arguments, folder));
    WARD_TRY(plan.launch.landlock_abi, number_of(invocation, "landlock-abi", plan.launch.landlock_abi));
    WARD_TRY(const int required, number_of(invocation, "require-abi", 0));
    permission::Kernel kernel = permission::Kernel::probe();
    kernel.landlock_abi = std::min(kernel.landlock_abi, plan.launch.landlock_abi);
    choose_broker(plan.policy, kernel);
    if (invocation.has("print-policy")) {
        WARD_TRY_VOID(print(policy_text(plan, kernel, folder)));
        return 0;
    }
    if (kernel.landlock_abi < required)
        return fail(ErrorCode::unsupported,
                    fmt::format("Landlock ABI {} is required, and this kernel has {}", required, kernel.landlock_abi));
    const permission::Plan planned = permission::plan(plan.policy, kernel);
    for (const std::string& gap : planned.not_enforced) invocation.log.warn("not enforced: " + gap);
    for (const std::string& remark : planned.remarks) invocation.log.debug(remark);
    for (const std::string& remark : plan.remarks) invocation.log.debug(remark);
    if (invocation.has("strict")) plan.launch.strictness = permission::Strictness::strict;
    if (plan.launch.strictness == permission::Strictness::warn || planned.not_enforced.empty()) {
        WARD_TRY(const auto made, make_missing(plan.asked));
        for (const std::string& path : made) invocation.log.debug("made " + display(path));
    }
    const Watch watch = invocation.has("audit")             ? Watch::audit
                        : invocation.has("explain-denials") ? Watch::denials
                        : invocation.has("log")             ? Watch::denials
                                                            : Watch::none;
    if (watch != Watch::none || plan.policy.metadata == Policy::Metadata::broker)
        return run_supervised(invocation, plan, watch);
    return std::unexpected(permission::become(plan.policy, plan.launch));
}

constexpr Verb verbs[] = {
    {.name = "",
     .usage = "-- PROGRAM [ARGUMENT…]",
     .summary = "run a program with the permissions that are granted, and no others",
     .options = {run_options},
     .run = run,
     .details =
         "Nothing is granted but what the program needs to start. The kernel (Landlock, seccomp) keeps the grants for "
         "the program and\neverything it starts; where the program is node, its own permission model is switched on "
         "too.\n\nThe exit status is the program's; 125 where ward fails, 126 where the program cannot be executed, "
         "127 "
         "where it is not found,\n128 + n where signal n ended it.",
     .words = Verb::Words::program,
     .status_of = run_status},
};

}  // namespace

WARD_COMMAND(run) = {.name = "run",
                     .summary = "the Permission Model around any program, kept by the kernel",
                     .verbs = verbs,
                     .rank = 40};

}  // namespace ward::cli
