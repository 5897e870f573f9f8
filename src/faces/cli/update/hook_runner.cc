// See hook_runner.h.
#include "faces/cli/update/hook_runner.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/run/machine.h"
#include "permission/startup.h"
#include "ward/permission.h"

namespace ward::cli {
namespace {

using permission::Access;
using permission::Grant;
using update::HookEnd;
using update::HookRequest;

constexpr size_t max_refusals = 100;
constexpr int status_signal = 128;

// A program that is installed beside the system's (PREFIX/bin/NAME) has its library there too: PREFIX/lib, and nothing
// else of a folder that may be somebody's home. Empty: it is elsewhere.
std::string library_of(const std::string& program) {
    const std::string bin = folder_of(program);
    const std::string library = folder_of(bin) + "/lib";
    return base_name(bin) == "bin" && path_exists(library) ? library : "";
}

// Found now: a tool that is missing is said by its name, and not by the words of who looked for it.
Result<void> allow_tools(const HookRequest& asked, permission::Policy& policy) {
    std::vector<std::string> tools = asked.hook->tools;
    tools.push_back(asked.hook->run.front());
    for (const std::string& tool : tools) {
        const auto program = permission::find_program(tool, environment("PATH"), asked.folder);
        if (!program)
            return fail(ErrorCode::unsupported, fmt::format("needs {}, which is not on PATH", display(tool)),
                        asked.hook->name);
        policy.grants.push_back({permission::Scope::child, *program});
        for (const std::string& library : {library_of(*program), library_of(real_path(*program))})
            if (!library.empty()) policy.grants.push_back({permission::Scope::fs_read, library, Grant::Reach::tree});
    }
    return {};
}

Result<RunRequest> request_for(const HookRequest& asked) {
    RunRequest request;
    const auto grant = [&](permission::Scope scope, std::string path) {
        request.policy.grants.push_back({scope, std::move(path), Grant::Reach::tree});
    };
    grant(permission::Scope::fs_read, asked.scratch);
    grant(permission::Scope::fs_write, asked.scratch);
    for (const std::string& path : asked.hook->reads) {
        if (!update::is_tree_path(path))
            return fail(ErrorCode::usage, fmt::format("may not read '{}': no path of the project", display(path)),
                        asked.hook->name);
        grant(permission::Scope::fs_read, fmt::format("{}/{}", asked.project, path));
    }
    WARD_TRY_VOID(allow_tools(asked, request.policy));
    // What it starts is confined with it; programs of the machine are the profile's.
    request.policy.grants.push_back({permission::Scope::child, "*"});
    request.policy.grants.push_back({permission::Scope::env, "*"});
    request.profiles = {"libc", "programs"};
    request.node = NodePermission::off;
    return request;
}

std::string refusal(const Access& access) {
    constexpr std::string_view kinds[] = {"read", "write",   "create", "remove", "execute", "connect",
                                          "bind", "network", "fork",   "change", "use"};
    return fmt::format("{} {}", kinds[static_cast<size_t>(access.kind)], access.resource);
}

Result<std::string> tail_of(const Fd& log, const std::string& name) {
    const off_t size = ::lseek(log.get(), 0, SEEK_END);
    const auto most = static_cast<off_t>(update::max_hook_output_bytes);
    if (size < 0 || ::lseek(log.get(), size > most ? size - most : 0, SEEK_SET) < 0)
        return fail_errno("cannot read", name);
    return read_all(log.get(), update::max_hook_output_bytes, name);
}

Result<HookEnd> run_hook_runner(const HookRequest& asked) {
    const permission::Kernel kernel = permission::Kernel::probe();
    if (kernel.landlock_abi == 0 || !kernel.seccomp || !kernel.notification)
        return fail(ErrorCode::unsupported, "needs a kernel with Landlock and seccomp notifications; nothing was run",
                    asked.hook->name);
    WARD_TRY(const RunRequest request, request_for(asked));
    WARD_TRY(RunPlan plan, plan_run(request, asked.hook->run, asked.folder));
    // Who copies files keeps their modes and times: of the copy, it may.
    choose_broker(plan.policy, kernel);
    plan.launch.environment = asked.environment;
    plan.launch.environment.push_back("PATH=" + environment("PATH"));
    plan.launch.folder = asked.folder;
    plan.launch.streams = permission::Launch::Streams::null;
    plan.launch.session = permission::Launch::Session::own;
    plan.launch.limit = asked.hook->limit;
    plan.launch.strictness = permission::Strictness::strict;
    WARD_TRY(const Fd log, open_file(folder_of(asked.scratch), O_TMPFILE | O_RDWR));
    plan.launch.output = log.get();
    plan.launch.errors = log.get();
    WARD_TRY(auto child, permission::spawn(plan.policy, plan.launch, permission::Watch::denials));
    HookEnd out;
    WARD_TRY(const int status, child.wait([&](const Access& access) {
        if (out.refused.size() < max_refusals) out.refused.push_back(refusal(access));
    }));
    out.status = WIFSIGNALED(status) ? status_signal + WTERMSIG(status) : WEXITSTATUS(status);
    WARD_TRY(out.output, tail_of(log, asked.hook->name));
    return out;
}

}  // namespace

update::HookRunner hook_runner() {
    return run_hook_runner;
}

Result<std::string> run_list_command(const update::Recipe& recipe, const std::string& project) {
    update::Hook hook;
    hook.name = "the source of " + recipe.id;
    for (const std::string& word : recipe.source.run) {
        WARD_TRY(std::string filled, update::fill(word, {{"project", project}, {"id", recipe.id}}));
        hook.run.push_back(std::move(filled));
    }
    hook.tools = recipe.source.tools;
    hook.reads = recipe.source.reads;
    WARD_TRY(const TemporaryFolder scratch, TemporaryFolder::make("ward-list"));
    WARD_TRY(const HookEnd end, run_hook_runner({.hook = &hook,
                                                 .scratch = scratch.path(),
                                                 .folder = scratch.path(),
                                                 .project = project,
                                                 .environment = {"HOME=" + scratch.path(), "TMPDIR=" + scratch.path(),
                                                                 "LC_ALL=C", "TZ=UTC", "WARD_UPDATE_ID=" + recipe.id,
                                                                 "WARD_UPDATE_PROJECT=" + project}}));
    if (end.status == 0) return end.output;
    return fail(ErrorCode::io,
                fmt::format("ended with status {}{}", end.status,
                            end.refused.empty() ? "" : fmt::format(", was refused: {}", display(end.refused.front()))),
                hook.name);
}

}  // namespace ward::cli
