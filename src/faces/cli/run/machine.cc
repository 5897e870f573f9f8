// See machine.h.
#include "faces/cli/run/machine.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/run/profile.h"
#include "permission/startup.h"

namespace ward::cli {
namespace {

using permission::Grant;
using permission::Policy;

std::string search_path() {
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing here writes the environment
    return path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
}

// Children that are named are looked up now: the kernel allows files to be executed, not names.
Result<void> look_up_children(Policy& policy, const std::string& folder) {
    for (Grant& grant : policy.grants) {
        if (grant.scope != permission::Scope::child || grant.value == "*") continue;
        auto program = permission::find_program(grant.value, search_path(), folder);
        if (!program) return fail(ErrorCode::usage, program.error().message(), permission::flag_of(grant));
        grant.value = std::move(*program);
    }
    return {};
}

void add_children(RunPlan& plan) {
    for (const Grant& grant : plan.asked.grants) {
        if (grant.scope != permission::Scope::child || grant.value == "*") continue;
        permission::add_startup(plan.policy, permission::startup_needs(grant.value, search_path()));
    }
}

// What runs in the end decides the profile; npm and its kind are scripts that node runs.
std::vector<std::string> profiles_for(const std::string& program, const std::string& runtime, const Policy& asked) {
    std::vector<std::string> out{"libc"};
    const std::string name = base_name(program);
    const std::string runs = base_name(runtime);
    const bool npm = name == "npm" || name == "npx" || name == "npm-cli.js" || name == "npx-cli.js";
    if (npm) out.emplace_back("npm");
    else if (runs.starts_with("node")) out.emplace_back("node");
    else if (runs.starts_with("python")) out.emplace_back("python");
    if (std::ranges::any_of(asked.grants, [](const Grant& grant) { return grant.scope == permission::Scope::net; }))
        out.emplace_back("network");
    if (asked.allows_all(permission::Scope::child)) out.emplace_back("programs");
    return out;
}

void add_exact_reads(Policy& policy, const std::vector<std::string>& files) {
    for (const std::string& file : files)
        policy.grants.push_back({permission::Scope::fs_read, file, Grant::Reach::exact});
}

std::vector<std::string> environment_words() {
    std::vector<std::string> out;
    for (char** variable = ::environ; *variable != nullptr; ++variable) out.emplace_back(*variable);
    return out;
}

std::string version_cache() {
    auto folder = cache_folder();
    return folder ? *folder : std::string();
}

void switch_node_on(RunPlan& plan, Enforce enforce) {
    plan.node_flags = node_flags(*plan.node, plan.asked, enforce);
    put_node_flags(plan, plan.node_flags.flags);
    plan.remarks.insert(plan.remarks.end(), plan.node_flags.remarks.begin(), plan.node_flags.remarks.end());
}

// Only a path rule of the kernel's is missing for these; said once for each grant that somebody wrote.
void remark_missing(RunPlan& plan) {
    for (const Grant& grant : plan.asked.grants)
        if (grant.scope == permission::Scope::fs_read && grant.value != "*" && !path_exists(grant.value))
            plan.remarks.push_back(fmt::format("{} does not exist: the kernel grants files that are there at the start",
                                               permission::flag_of(grant)));
}

}  // namespace

std::string current_folder() {
    std::error_code error;
    auto path = std::filesystem::current_path(error);
    return error ? "/" : path.string();
}

void put_node_flags(RunPlan& plan, const std::vector<std::string>& flags) {
    std::vector<std::string> words{plan.launch.arguments[0]};
    const bool is_script = plan.runtime != plan.launch.program;
    if (is_script) words[0] = plan.runtime;
    words.insert(words.end(), flags.begin(), flags.end());
    if (is_script) words.push_back(plan.launch.program);
    words.insert(words.end(), plan.launch.arguments.begin() + 1, plan.launch.arguments.end());
    plan.launch.program = plan.runtime;
    plan.launch.arguments = std::move(words);
}

Result<RunPlan> plan_run(const RunRequest& request, const std::vector<std::string>& words, const std::string& folder) {
    RunPlan plan;
    if (words.empty()) return fail(ErrorCode::usage, "needs a program to run");
    WARD_TRY(plan.launch.program, permission::find_program(words[0], search_path(), folder));
    plan.launch.arguments = words;
    plan.asked = request.policy;
    WARD_TRY_VOID(look_up_children(plan.asked, folder));
    plan.policy = plan.asked;

    const bool nothing = std::ranges::find(request.profiles, "none") != request.profiles.end();
    const auto needs = permission::startup_needs(plan.launch.program, search_path());
    plan.runtime = needs.runtime;
    if (is_node(needs.runtime)) plan.node = node_version(needs.runtime, version_cache());
    if (!nothing) {
        permission::add_startup(plan.policy, needs);
        add_children(plan);
        plan.profiles =
            request.profiles.empty() ? profiles_for(plan.launch.program, needs.runtime, plan.asked) : request.profiles;
        for (const std::string& name : plan.profiles) WARD_TRY_VOID(add_profile(plan.policy, name));
    }
    const bool is_script = needs.runtime != plan.launch.program;
    if (plan.node) {
        const std::vector<std::string> rest(words.begin() + 1, words.end());
        const NodeEntry entry = is_script ? node_entry({plan.launch.program}, folder) : node_entry(rest, folder);
        if (!nothing) {
            add_exact_reads(plan.asked, entry.files);
            add_exact_reads(plan.policy, entry.files);
            add_exact_reads(plan.policy, entry.packages);
        }
    }
    const bool wanted = request.node == NodePermission::on || (request.node == NodePermission::automatic && !is_script);
    if (plan.node && wanted) {
        if (!has_permission_model(*plan.node))
            plan.remarks.push_back(
                fmt::format("node {} has no permission model: the kernel alone confines it", plan.node->text()));
        else if (request.enforce == Enforce::nothing && !has_permission_audit(*plan.node))
            plan.remarks.push_back(
                fmt::format("node {} cannot tell what its own model would refuse", plan.node->text()));
        else switch_node_on(plan, request.enforce);
    } else if (request.node == NodePermission::on) {
        return fail(ErrorCode::usage, "--node-permission on: the program is not run by node", words[0]);
    }
    remark_missing(plan);
    plan.launch.environment = permission::scrubbed_environment(plan.policy, environment_words());
    return plan;
}

Result<std::vector<std::string>> make_missing(const Policy& asked) {
    std::vector<std::string> made;
    for (const Grant& grant : asked.grants) {
        if (grant.scope != permission::Scope::fs_write || grant.value == "*" || path_exists(grant.value)) continue;
        if (grant.reach == Grant::Reach::tree) {
            WARD_TRY_VOID(make_folders(grant.value));
        } else {
            constexpr int readable = 0644;
            // A link that leads nowhere is not followed to make its target.
            WARD_TRY(const Fd file, open_file(grant.value, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, readable));
        }
        made.push_back(grant.value);
    }
    return made;
}

void choose_broker(Policy& policy, const permission::Kernel& kernel) {
    const bool writes = std::ranges::any_of(policy.grants, [](const Grant& grant) {
        return grant.scope == permission::Scope::fs_write && !grant.value.starts_with("/dev/");
    });
    if (writes && policy.metadata == Policy::Metadata::deny && kernel.notification)
        policy.metadata = Policy::Metadata::broker;
}

}  // namespace ward::cli
