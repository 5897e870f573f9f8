// See learn.h. A replay is judged by its exit status: a program that swallows a refusal and ends well has done without.
#include "faces/cli/run/learn.h"

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/run/machine.h"
#include "faces/cli/run/profile.h"
#include "permission/learned.h"

namespace ward::cli {
namespace {

using permission::Access;
using permission::Grant;
using permission::Policy;
using permission::Watch;

// Replays that only add what was missed: names that are made anew in each run show in the second one.
constexpr int max_rounds = 6;

std::string home_folder() {
    const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nothing here writes the environment
    return home == nullptr ? "/root" : home;
}

std::string ending(int status) {
    return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                               : fmt::format("status {}", WEXITSTATUS(status));
}

class Lesson {
  public:
    Lesson(const LearnRequest& request, const Log& log)
        : request_(request), log_(log), ground_{.project = request.folder, .home = home_folder()} {}

    Result<int> run() {
        RunRequest first = request_.start;
        first.node = NodePermission::off;
        WARD_TRY(const int status, once(first, Watch::everything, permission::Launch::Streams::inherited));
        wanted_ = status;
        log_.info(fmt::format("learned from one run ({})", ending(status)));
        WARD_TRY_VOID(complete());
        WARD_TRY_VOID(second_enforcer());
        if (request_.minimize) WARD_TRY_VOID(minimize());
        WARD_TRY_VOID(write_output(request_.file, policy_toml(policy_, heading(), policy_folder())));
        log_.info(fmt::format("wrote {}: {} grants, under which the program ends as before ({} runs)",
                              display(request_.file), policy_.policy.grants.size(), runs_));
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

  private:
    // What was asked for at the start, and what was learned since.
    RunRequest so_far() const {
        RunRequest out = request_.start;
        out.node = NodePermission::off;
        for (Grant& grant : learned_.grants(ground_)) out.policy.grants.push_back(std::move(grant));
        if (learned_.needs_nesting()) out.policy.nested = true;
        leave_to_profile(out);
        return out;
    }

    // Where every program may be started, its profile is added anyway: what that one covers need not be repeated.
    static void leave_to_profile(RunRequest& request) {
        if (!request.policy.allows_all(permission::Scope::child) || !request.profiles.empty()) return;
        Policy shipped;
        if (!add_profile(shipped, "programs")) return;
        const permission::Permissions covered(shipped);
        std::erase_if(request.policy.grants, [&](const Grant& grant) {
            const bool is_path =
                grant.scope == permission::Scope::fs_read || grant.scope == permission::Scope::fs_write;
            return is_path && grant.value != "*" && covered.has(grant.scope, grant.value);
        });
    }

    // One run; the raw status of waitpid(). What is refused or needed is learned.
    Result<int> once(const RunRequest& request, Watch watch, permission::Launch::Streams streams) {
        ++runs_;
        WARD_TRY(RunPlan plan, plan_run(request, request_.words, request_.folder));
        const permission::Kernel kernel = permission::Kernel::probe();
        plan.launch.landlock_abi = std::min(kernel.landlock_abi, request_.landlock_abi);
        plan.launch.streams = streams;
        choose_broker(plan.policy, kernel);
        if (watch != Watch::everything) WARD_TRY_VOID(make_missing(plan.asked));
        WARD_TRY(auto child, permission::spawn(plan.policy, plan.launch, watch));
        return child.wait([&](const Access& access) { learned_.see(access, child.pid(), round_); });
    }

    Result<bool> replay(const RunRequest& request, Watch watch) {
        WARD_TRY_VOID(restore());
        auto status = once(request, watch, permission::Launch::Streams::null);
        // A policy under which the program cannot even be started does not suffice.
        if (!status && (status.error().code == ErrorCode::io || status.error().code == ErrorCode::not_found))
            return false;
        WARD_TRY(last_, std::move(status));
        return last_ == wanted_;
    }

    Result<void> restore() const {
        if (request_.before.empty()) return {};
        Policy everything;
        for (const permission::ScopeWords& words : permission::all_scopes())
            everything.grants.push_back({words.scope, "*", Grant::Reach::tree});
        everything.metadata = Policy::Metadata::allow;
        everything.nested = true;
        permission::Launch shell;
        shell.program = "/bin/sh";
        shell.arguments = {"sh", "-c", request_.before};
        for (char** variable = ::environ; *variable != nullptr; ++variable) shell.environment.emplace_back(*variable);
        WARD_TRY(auto child, permission::spawn(everything, shell));
        WARD_TRY(const int status, child.wait());
        if (status != 0) return fail(ErrorCode::io, "--before ended with " + ending(status), request_.before);
        return {};
    }

    // Replays until nothing is missing, then once more with nobody watching: that is the proof.
    Result<void> complete() {
        std::string before;
        for (round_ = 1; round_ <= max_rounds; ++round_) {
            policy_ = so_far();
            WARD_TRY(const bool same, replay(policy_, Watch::denials));
            if (same) {
                WARD_TRY(const bool proved, replay(policy_, Watch::none));
                if (proved) return {};
            }
            const std::string after = policy_toml(so_far(), "", request_.folder);
            if (after == before) break;
            if (after == policy_toml(policy_, "", request_.folder)) learned_.widen();
            before = after;
        }
        return fail(ErrorCode::conflict,
                    fmt::format("under the learned policy the program ends with {} instead of {}{}", ending(last_),
                                ending(wanted_),
                                request_.before.empty() ? "; if it cannot run twice, give --before a command that "
                                                          "restores what it changes"
                                                        : ""),
                    request_.words[0]);
    }

    // Node's own model asks other questions (every stat, workers, addons): with it on where the program bears it.
    Result<void> second_enforcer() {
        if (request_.start.node == NodePermission::off) {
            policy_.node = NodePermission::off;
            return {};
        }
        policy_.node = NodePermission::automatic;
        WARD_TRY(const RunPlan plan, plan_run(policy_, request_.words, request_.folder));
        if (plan.node_flags.flags.empty()) return {};
        WARD_TRY(const bool plain, replay(policy_, Watch::none));
        if (plain) return {};
        RunRequest more = policy_;
        const permission::Scope inside[] = {permission::Scope::worker, permission::Scope::addon,
                                            permission::Scope::wasi, permission::Scope::inspector};
        for (const permission::Scope scope : inside) more.policy.grants.push_back({scope, "*", Grant::Reach::tree});
        WARD_TRY(const bool enough, replay(more, Watch::none));
        if (!enough) {
            policy_.node = NodePermission::off;
            log_.info("node's own permission model stays off: under it the program ends differently");
            return {};
        }
        for (const permission::Scope scope : inside) WARD_TRY_VOID(without(more, {scope, "*", Grant::Reach::tree}));
        policy_ = std::move(more);
        return {};
    }

    // Drops a grant for good if the program ends the same without it.
    Result<void> without(RunRequest& request, const Grant& grant) {
        RunRequest less = request;
        std::erase(less.policy.grants, grant);
        WARD_TRY(const bool same, replay(less, Watch::none));
        log_.debug(fmt::format("{} {}", permission::flag_of(grant), same ? "is not needed" : "is needed"));
        if (same) request = std::move(less);
        return {};
    }

    // Fewer grants allow less, so that what is needed beside many is needed beside few: one pass is enough.
    Result<void> minimize() {
        for (const Grant& grant : std::vector(policy_.policy.grants)) WARD_TRY_VOID(without(policy_, grant));
        if (policy_.policy.nested) {
            RunRequest less = policy_;
            less.policy.nested = false;
            WARD_TRY(const bool same, replay(less, Watch::none));
            if (same) policy_ = std::move(less);
        }
        WARD_TRY(const bool proved, replay(policy_, Watch::none));
        if (!proved) return fail(ErrorCode::conflict, "the smallest policy does not suffice twice", request_.words[0]);
        return {};
    }

    std::string heading() const {
        return fmt::format(
            "learned by ward from: {}\n{}", join(request_.words, " "),
            request_.minimize ? "smallest: without any one of these grants the program ends differently" : "");
    }

    std::string policy_folder() const {
        const size_t slash = request_.file.rfind('/');
        return slash == std::string::npos ? request_.folder : "\n";  // elsewhere: absolute paths
    }

    const LearnRequest& request_;
    const Log& log_;
    permission::Ground ground_;
    permission::Learned learned_;
    RunRequest policy_;
    int wanted_ = 0;
    int last_ = 0;
    int round_ = 0;
    int runs_ = 0;
};

}  // namespace

Result<int> learn(const LearnRequest& request, const Log& log) {
    return Lesson(request, log).run();
}

}  // namespace ward::cli
