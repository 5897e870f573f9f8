// See detonate.h.
#include "faces/cli/vet/detonate.h"

#include <fcntl.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "faces/cli/run/machine.h"
#include "judges/vet/behaviour/behaviour.h"
#include "ward/permission.h"

namespace ward::cli {
namespace {

using permission::Access;
using permission::Grant;
using vet::Attempt;

// In the order npm runs them.
constexpr std::array<std::string_view, 3> install_scripts{"preinstall", "install", "postinstall"};
constexpr size_t max_attempts = 100'000;  // that are kept of one script
constexpr int status_signal = 128;

struct Stage {
    TemporaryFolder folder;
    vet::Scene scene;
};

Result<void> write_below(const std::string& folder, std::string_view path, std::string_view bytes, int mode) {
    const std::string whole = fmt::format("{}/{}", folder, path);
    WARD_TRY_VOID(make_folders(whole.substr(0, whole.rfind('/'))));
    WARD_TRY(const Fd file, open_file(whole, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
    return write_all(file.get(), bytes, whole);
}

// Paths of a package are relative and clean (facts/npm), so that nothing is written outside of the stage.
Result<Stage> set_up(const npm::Package& package) {
    Stage stage;
    WARD_TRY(stage.folder, TemporaryFolder::make("ward-detonate"));
    stage.scene.scratch = stage.folder.path();
    stage.scene.home = stage.scene.scratch + "/home";
    const std::string name = package.manifest.name.empty() ? "package" : package.manifest.name;
    stage.scene.package = fmt::format("{}/project/node_modules/{}", stage.scene.scratch,
                                      replace_all(replace_all(name, "..", "__"), "//", "/"));
    WARD_TRY_VOID(make_folders(stage.scene.package));
    WARD_TRY_VOID(make_folders(stage.scene.scratch + "/tmp"));
    for (const npm::PackageFile& file : package.files)
        WARD_TRY_VOID(write_below(stage.scene.package, file.path, file.bytes, (file.mode & 0111) != 0 ? 0755 : 0644));
    for (const vet::Decoy& decoy : vet::decoys())
        WARD_TRY_VOID(write_below(stage.scene.home, decoy.path, decoy.text, 0600));
    WARD_TRY_VOID(write_below(stage.scene.scratch, "project/package.json", "{\"name\": \"project\"}\n", 0644));
    return stage;
}

// What npm gives install scripts, as far as they look at it, and names of secrets with nothing behind them.
std::vector<std::string> environment_of(const npm::Package& package, const Stage& stage, std::string_view script,
                                        const std::string& text) {
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing here writes the environment
    return {
        fmt::format("PATH={}", path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path),
        "HOME=" + stage.scene.home,
        "TMPDIR=" + stage.scene.scratch + "/tmp",
        "LANG=C",
        "INIT_CWD=" + stage.scene.scratch + "/project",
        "npm_package_name=" + package.manifest.name,
        "npm_package_version=" + package.manifest.version,
        "npm_package_json=" + stage.scene.package + "/package.json",
        fmt::format("npm_lifecycle_event={}", script),
        "npm_lifecycle_script=" + text,
        "npm_config_user_agent=npm/11.0.0 node/v24.0.0 linux x64",
        "npm_command=install",
        "NPM_TOKEN=npm_decoyDecoyDecoyDecoyDecoyDecoyDecoy",
        "GITHUB_TOKEN=ghp_decoyDecoyDecoyDecoyDecoyDecoyDecoy",
        "AWS_SECRET_ACCESS_KEY=decoy",
    };
}

Attempt attempt_of(const Access& access) {
    Attempt out{.resource = access.resource, .program = access.program, .call = access.call};
    switch (access.kind) {
        case Access::Kind::read: out.kind = Attempt::Kind::read; break;
        case Access::Kind::write:
        case Access::Kind::create:
        case Access::Kind::metadata: out.kind = Attempt::Kind::write; break;
        case Access::Kind::remove: out.kind = Attempt::Kind::remove; break;
        case Access::Kind::execute: out.kind = Attempt::Kind::execute; break;
        case Access::Kind::connect:
        case Access::Kind::bind:
        case Access::Kind::socket: out.kind = Attempt::Kind::network; break;
        case Access::Kind::fork:
        case Access::Kind::other: break;
    }
    if (access.scope == permission::Scope::net) out.kind = Attempt::Kind::network;
    return out;
}

RunRequest request_for(const Stage& stage) {
    RunRequest request;
    const auto tree = [](permission::Scope scope, std::string path) {
        return Grant{scope, std::move(path), Grant::Reach::tree};
    };
    for (const std::string_view folder : {"/project", "/tmp"})
        for (const permission::Scope scope : {permission::Scope::fs_read, permission::Scope::fs_write})
            request.policy.grants.push_back(tree(scope, stage.scene.scratch + std::string(folder)));
    for (const permission::Scope scope : {permission::Scope::child, permission::Scope::worker, permission::Scope::addon,
                                          permission::Scope::wasi, permission::Scope::env})
        request.policy.grants.push_back({scope, "*"});
    request.profiles = {"libc", "npm", "programs"};
    request.node = NodePermission::off;
    return request;
}

struct ScriptRun {
    std::vector<Attempt> attempts;
    bool cut = false;  // more attempts than are kept
    bool hung = false;
    int status = 0;
};

Result<ScriptRun> run_script(const npm::Package& package, const Stage& stage, std::string_view script,
                             const std::string& text, std::chrono::milliseconds limit) {
    WARD_TRY(RunPlan plan, plan_run(request_for(stage), {"/bin/sh", "-c", text}, stage.scene.package));
    plan.launch.environment = environment_of(package, stage, script, text);
    plan.launch.folder = stage.scene.package;
    plan.launch.streams = permission::Launch::Streams::null;
    plan.launch.session = permission::Launch::Session::own;
    plan.launch.limit = limit;
    plan.launch.strictness = permission::Strictness::strict;
    const auto start = std::chrono::steady_clock::now();
    WARD_TRY(auto child, permission::spawn(plan.policy, plan.launch, permission::Watch::denials));
    ScriptRun out;
    WARD_TRY(const int status, child.wait([&](const Access& access) {
        if (out.attempts.size() < max_attempts) out.attempts.push_back(attempt_of(access));
        else out.cut = true;
    }));
    out.status = WIFSIGNALED(status) ? status_signal + WTERMSIG(status) : WEXITSTATUS(status);
    out.hung = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && std::chrono::steady_clock::now() - start >= limit;
    return out;
}

Result<void> check_kernel() {
    const permission::Kernel kernel = permission::Kernel::probe();
    if (kernel.landlock_abi == 0 || !kernel.seccomp || !kernel.notification)
        return fail(ErrorCode::unsupported, "needs a kernel with Landlock and seccomp notifications; nothing was run",
                    "--detonate");
    return {};
}

int64_t line_of(std::string_view text, std::string_view script) {
    const size_t at = text.find(fmt::format("\"{}\"", script));
    return at == std::string_view::npos ? 0 : 1 + std::ranges::count(text.substr(0, at), '\n');
}

}  // namespace

Result<Detonation> detonate(const npm::Package& package, const std::string& manifest, std::chrono::milliseconds limit) {
    WARD_TRY_VOID(check_kernel());
    Detonation out;
    const bool has_gyp = package.find("binding.gyp") != nullptr && package.manifest.script("install") == nullptr;
    if (has_gyp && package.manifest.gypfile.value_or(true))
        out.skipped.push_back(
            {manifest, SkipKind::unexplained, "npm would build binding.gyp by node-gyp; not run", false});
    Stage stage;
    for (const std::string_view script : install_scripts) {
        const std::string* text = package.manifest.script(script);
        if (text == nullptr || trim(*text).empty()) continue;
        // One stage for all: a preinstall leaves behind what a postinstall runs.
        if (stage.folder.path().empty()) {
            WARD_TRY(stage, set_up(package));
        }
        stage.scene.script = script;
        stage.scene.place = {manifest, line_of(package.manifest_text, script), *text};
        WARD_TRY(const ScriptRun ran, run_script(package, stage, script, *text, limit));
        for (vet::Sighting& sighting : vet::sightings_of_attempts(ran.attempts, stage.scene))
            out.sightings.push_back(std::move(sighting));
        out.told.push_back(fmt::format("{} ended with {}, {} attempt{} refused", script, ran.status,
                                       ran.attempts.size(), ran.attempts.size() == 1 ? "" : "s"));
        if (ran.hung)
            out.skipped.push_back(
                {manifest, SkipKind::unread, fmt::format("{} was ended at its time limit", script), false});
        if (ran.cut)
            out.skipped.push_back(
                {manifest, SkipKind::unread,
                 fmt::format("{} tried more than {} things; the rest was not kept", script, max_attempts), false});
    }
    return out;
}

}  // namespace ward::cli
