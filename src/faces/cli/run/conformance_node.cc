// See conformance_node.h.
#include "faces/cli/run/conformance_node.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/run/machine.h"
#include "permission/startup.h"

namespace ward::cli::conformance {
namespace {

using permission::Grant;
using permission::Policy;

constexpr size_t max_output = size_t{256} * 1024;
constexpr std::string_view learned_to_repeat = ">=20.7.0";  // before, node took one list with commas

// Everything: what is left is that no descriptor, terminal or privilege is passed on.
Policy unlimited() {
    Policy out;
    for (const permission::ScopeWords& words : permission::all_scopes())
        out.grants.push_back({words.scope, "*", Grant::Reach::tree});
    out.metadata = Policy::Metadata::allow;
    out.nested = true;
    return out;
}

// A file without a name: a case that floods it meets the limit of a file, not our memory.
Result<Fd> nameless(const World& world) {
    const std::string path = world.path("output");
    WARD_TRY(Fd file, open_file(path, O_RDWR | O_CREAT | O_EXCL));
    if (::unlink(path.c_str()) != 0) return fail_errno("cannot remove", path);
    return file;
}

std::string beginning_of(const Fd& file) {
    std::string out(max_output, '\0');
    size_t have = 0;
    while (have < out.size()) {
        const ssize_t count = ::pread(file.get(), out.data() + have, out.size() - have, static_cast<off_t>(have));
        if (count <= 0) break;
        have += static_cast<size_t>(count);
    }
    out.resize(have);
    return out;
}

Result<Ran> run(const Policy& policy, permission::Launch launch, const Script& script, const World& world) {
    WARD_TRY(const Fd output, nameless(world));
    WARD_TRY(const Fd errors, nameless(world));
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing here writes the environment
    launch.environment = {fmt::format("PATH={}", path == nullptr ? "/usr/bin:/bin" : path),
                          "HOME=" + world.path("home"), "LANG=C"};
    launch.environment.insert(launch.environment.end(), script.environment.begin(), script.environment.end());
    launch.folder = script.folder;
    launch.streams = permission::Launch::Streams::null;
    launch.output = output.get();
    launch.errors = errors.get();
    launch.session = permission::Launch::Session::own;
    launch.limit = script.limit;
    const auto start = std::chrono::steady_clock::now();
    WARD_TRY(auto child, permission::spawn(policy, launch));
    WARD_TRY(const int status, child.wait());
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    return Ran{.hung = killed && std::chrono::steady_clock::now() - start >= script.limit,
               .status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
               .output = beginning_of(output),
               .errors = beginning_of(errors)};
}

Result<std::string> ask_option(const std::string& program, std::string_view option, const World& world) {
    permission::Launch launch;
    launch.program = program;
    launch.arguments = {program, std::string(option)};
    Script script;
    script.folder = world.path("dir");
    WARD_TRY(const Ran ran, run(unlimited(), launch, script, world));
    if (ran.status != 0) return fail(ErrorCode::usage, fmt::format("{} ends with {}", option, ran.status), program);
    return ran.output;
}

std::set<std::string> flags_in(std::string_view help) {
    std::set<std::string> out;
    for (size_t at = help.find("--"); at != std::string_view::npos; at = help.find("--", at + 2)) {
        const std::string_view rest = help.substr(at);
        const std::string_view word = rest.substr(0, rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"));
        if (word.starts_with("--allow-") || word == "--permission" || word == "--experimental-permission")
            out.emplace(word);
    }
    return out;
}

}  // namespace

Result<Binary> look_at(const std::string& program) {
    const auto found = permission::find_program(program, "", current_folder());
    if (!found) return fail(ErrorCode::usage, found.error().what, program);
    WARD_TRY(const World world, World::make());
    Binary out{.path = *found, .version = {}, .flags = {}};
    // By its real name: start-up files are looked for beside it.
    if (char* real = ::realpath(found->c_str(), nullptr); real != nullptr) {
        out.path = real;
        ::free(real);
    }
    WARD_TRY(const std::string version, ask_option(out.path, "--version", world));
    out.version = trim(version);
    if (out.version.starts_with('v')) out.version.erase(0, 1);
    if (!in_range(out.version, ">=20.0.0-0").value_or(false) || split(out.version, '.').size() < 3)
        return fail(ErrorCode::usage, "is no node that has a permission model", program);
    WARD_TRY(const std::string help, ask_option(out.path, "--help", world));
    out.flags = flags_in(help);
    if (!out.flags.contains("--permission") && !out.flags.contains("--experimental-permission"))
        return fail(ErrorCode::usage, "has no permission model", program);
    return out;
}

std::vector<std::string> model_flags(const Binary& node, const std::vector<std::string>& grants) {
    std::vector<std::string> out{node.flags.contains("--permission") ? "--permission" : "--experimental-permission"};
    const bool repeats = in_range(node.version, learned_to_repeat).value_or(true);
    for (const std::string& grant : grants) {
        const std::string flag = grant.substr(0, grant.find('='));
        if (!node.flags.contains(flag)) continue;
        const auto same = std::ranges::find_if(out, [&](const auto& one) { return one.starts_with(flag + "="); });
        if (repeats || same == out.end()) out.push_back(grant);
        else *same += "," + grant.substr(flag.size() + 1);
    }
    return out;
}

Result<Policy> policy_of(const std::vector<std::string>& grants, const std::string& folder) {
    Policy out;
    for (const std::string& text : grants) {
        const size_t equals = text.find('=');
        const std::string_view flag = std::string_view(text).substr(0, equals);
        const auto scopes = permission::all_scopes();
        const auto words = std::ranges::find(scopes, flag, &permission::ScopeWords::flag);
        if (words == scopes.end()) return fail(ErrorCode::parse, "no flag '" + display(flag) + "'");
        const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
        WARD_TRY(auto grant, permission::parse_grant(words->scope, value, folder));
        out.grants.push_back(std::move(grant));
    }
    return out;
}

Result<Ran> run_in_model(const Binary& node, const std::vector<std::string>& flags, const Script& script,
                         const World& world) {
    permission::Launch launch;
    launch.program = node.path;
    launch.arguments = {node.path};
    launch.arguments.insert(launch.arguments.end(), flags.begin(), flags.end());
    launch.arguments.push_back(script.path);
    launch.arguments.insert(launch.arguments.end(), script.arguments.begin(), script.arguments.end());
    return run(unlimited(), std::move(launch), script, world);
}

Result<Ran> run_in_kernel(const Binary& node, const Policy& granted, const Script& script, const World& world) {
    RunRequest request;
    request.policy = granted;
    request.node = NodePermission::off;
    request.profiles = {"node"};
    const bool net =
        std::ranges::any_of(granted.grants, [](const Grant& grant) { return grant.scope == permission::Scope::net; });
    if (net) request.profiles.emplace_back("network");
    if (granted.allows_all(permission::Scope::child)) request.profiles.emplace_back("programs");
    std::vector<std::string> words{node.path, script.path};
    words.insert(words.end(), script.arguments.begin(), script.arguments.end());
    WARD_TRY(RunPlan plan, plan_run(request, words, script.folder));
    // A binary of another name is not known for node: what it runs is granted here.
    plan.policy.grants.push_back({permission::Scope::fs_read, script.path, Grant::Reach::exact});
    WARD_TRY_VOID(make_missing(plan.asked));
    choose_broker(plan.policy, permission::Kernel::probe());
    return run(plan.policy, std::move(plan.launch), script, world);
}

bool is_refusal(std::string_view code) {
    constexpr std::array<std::string_view, 7> codes{
        "ERR_ACCESS_DENIED", "ERR_DLOPEN_DISABLED", "EACCES", "EPERM", "ENOSYS", "EXDEV", "EROFS"};
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace ward::cli::conformance
