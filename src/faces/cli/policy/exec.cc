// See exec.h. Two layers of the kernel's: a list of the files that were verified, added while they were open for that,
// and a policy as of `ward run` that grants no writing of them. Node gets a third enforcer for what is no file: the
// dependency maps (node_hook.h).
#include "faces/cli/policy/exec.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include <fmt/core.h>

#include "base/file_watch.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/policy/node_hook.h"
#include "faces/cli/policy/signatures.h"
#include "faces/cli/policy/subject.h"
#include "faces/cli/run/machine.h"
#include "faces/cli/run/start.h"
#include "formats/digest.h"
#include "judges/policy/create.h"
#include "judges/policy/verify.h"

namespace ward::cli {
namespace {

using permission::Grant;
using permission::Policy;

bool is_below(const std::string& path, const std::string& folder) {
    return path == folder || path.starts_with(folder == "/" ? folder : folder + '/');
}

// Without --confine only what is no matter of files is open: a manifest says which code runs, not what it may do.
void open_the_rest(Policy& policy) {
    for (const permission::Scope scope : {permission::Scope::worker, permission::Scope::addon, permission::Scope::wasi,
                                          permission::Scope::net, permission::Scope::env})
        policy.grants.push_back({scope, "*"});
}

// What was asked for, and what the folder and the program need.
Result<RunRequest> request_for(const Invocation& invocation, const std::string& folder, const std::string& current) {
    WARD_TRY(RunRequest request, request_of(invocation, current));
    if (!invocation.has("confine")) open_the_rest(request.policy);
    request.policy.grants.push_back({permission::Scope::fs_read, folder, Grant::Reach::tree});
    request.node = NodePermission::off;
    return request;
}

// The grants that no manifest speaks for: what the user named, and what lies outside the folder.
Policy others_than_listed(const RunPlan& plan, const Policy& asked, const std::string& folder,
                          const std::vector<std::string>& entry) {
    Policy out = plan.policy;
    std::erase_if(out.grants, [&](const Grant& grant) {
        if (grant.scope == permission::Scope::fs_read && grant.value == folder && grant.reach == Grant::Reach::tree)
            return true;
        if (std::ranges::find(asked.grants, grant) != asked.grants.end()) return false;
        if (grant.scope != permission::Scope::fs_read) return false;
        // The entry point and its package.json files are granted by `ward run`; here they have to be listed.
        return is_below(real_path(grant.value), folder) || std::ranges::find(entry, grant.value) != entry.end();
    });
    std::erase_if(out.programs, [&](const std::string& program) { return is_below(real_path(program), folder); });
    return out;
}

Result<void> refuse_writable(const policy::Manifest& manifest, const Policy& asked, const std::string& folder) {
    for (const Grant& grant : asked.grants) {
        if (grant.scope != permission::Scope::fs_write) continue;
        if (grant.value == "*" || is_below(folder, real_path(grant.value)))
            return fail(ErrorCode::usage, "the program could write the files that are verified",
                        permission::flag_of(grant));
        const std::string real = real_path(grant.value);
        if (!is_below(real, folder)) continue;
        WARD_TRY(const std::string key, policy::resource_key(real.substr(folder.size() + 1)));
        for (const policy::Entry& entry : manifest.resources)
            if (entry.key == key || entry.key.starts_with(key + '/'))
                return fail(ErrorCode::usage, "the program could write " + display(entry.key) + ", which is verified",
                            permission::flag_of(grant));
    }
    return {};
}

// Nothing is run of a tree that is not as its manifest says.
Result<void> refuse_differences(const policy::Verification& seen, const Invocation& invocation) {
    constexpr size_t told = 20;
    for (size_t i = 0; i < seen.differences.size() && i < told; ++i) {
        const policy::DifferentFile& file = seen.differences[i];
        invocation.log.warn(fmt::format("{}: {}", display(file.path), display(file.what)));
    }
    for (const Problem& problem : seen.unread)
        invocation.log.warn(fmt::format("{}: {}", display(problem.path), display(problem.reason)));
    const size_t count = seen.differences.size() + seen.unread.size();
    if (count == 0) return {};
    return fail(ErrorCode::damaged, fmt::format("{} files are not as the manifest says; nothing was run", count));
}

// Of a file whose bytes the kernel itself checks at each read: nobody can change it in place.
bool is_sealed(const Fd& fd) {
    struct statx status{};
    if (::statx(fd.get(), "", AT_EMPTY_PATH, STATX_TYPE, &status) != 0) return false;
    return (status.stx_attributes & STATX_ATTR_VERITY) != 0;
}

// Waits for the program; ends it when a watched file is written to.
Result<int> wait_watching(permission::Child& child, const FileWatch& watch) {
    const Fd stop(::eventfd(0, EFD_CLOEXEC));
    const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, child.pid(), 0)));
    if (!stop.valid() || !process.valid()) return fail_errno("cannot watch", "the program");
    std::atomic<bool> changed = false;
    std::thread watcher([&] {
        if (!watch.wait(stop.get())) return;
        changed = true;
        ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
    });
    auto status = wait_for(child, {});
    ::eventfd_write(stop.get(), 1);
    watcher.join();
    if (changed) return fail(ErrorCode::damaged, "a listed file was written to from outside; the program was ended");
    return status;
}

}  // namespace

Result<int> policy_exec(const Invocation& invocation) {
    const std::string current = current_folder();
    std::vector<std::string> said;
    WARD_TRY(const PolicySubject subject,
             policy_subject(invocation, invocation.value("dir"),
                            [&](const std::string& bytes) { return check_signatures(invocation, bytes, said); }));
    const policy::ManifestHead head = policy::head_of(subject.manifest);
    WARD_TRY_VOID(check_serial(invocation, head));
    WARD_TRY(const RunRequest request, request_for(invocation, subject.folder, current));
    WARD_TRY_VOID(refuse_writable(subject.manifest, request.policy, subject.folder));
    WARD_TRY(PreparedRun run, prepare_run(invocation, request, current));
    run.plan.policy.grants.push_back({permission::Scope::child, run.plan.launch.program});

    std::vector<std::string> entry;
    if (run.plan.node) {
        const auto& words = run.plan.launch.arguments;
        NodeEntry found = node_entry({words.begin() + 1, words.end()}, current);
        entry = std::move(found.files);
        entry.insert(entry.end(), found.packages.begin(), found.packages.end());
    }
    Policy others = others_than_listed(run.plan, request.policy, subject.folder, entry);
    WARD_TRY_VOID(add_node_enforcer(invocation, subject, run.plan, others));
    run.plan.policy.grants.insert(run.plan.policy.grants.end(), others.grants.begin(), others.grants.end());

    WARD_TRY(permission::FileList files, permission::FileList::make(others, run.kernel.landlock_abi));
    WARD_TRY(const IndexFile index, index_file(invocation));
    policy::VerifyWants wants;
    wants.names = file_names(invocation);
    wants.extra_files = false;
    wants.index = index.known();
    wants.now = index.now;
    wants.remember = !index.path.empty();
    if (wants.remember) {
        const auto digest = sha256(subject.bytes);
        wants.manifest_digest.assign(digest.begin(), digest.end());
        wants.about = about(subject, wants.manifest_digest, {});
    }
    wants.leave_out = left_out(subject.folder, subject.manifest_path, head.exclude);
    std::optional<FileWatch> watch;
    if (invocation.has("watch")) {
        WARD_TRY(watch, FileWatch::make());
    }
    std::atomic<size_t> sealed = 0;
    const bool asks_for_seals = watch || invocation.has("verbose");
    wants.passed = [&](const Fd& fd, const policy::HashedFile&) -> Result<void> {
        if (asks_for_seals && is_sealed(fd)) ++sealed;
        else if (watch) WARD_TRY_VOID(watch->add(fd.get(), "a listed file"));
        return files.add(fd.get());
    };
    WARD_TRY(const Root root, Root::open(subject.folder));
    WARD_TRY(const policy::Verification seen, verified(subject, [&] { return &subject.manifest; }, root, wants));
    if (!seen.as_before) WARD_TRY_VOID(index.write(seen.index));
    WARD_TRY_VOID(refuse_differences(seen, invocation));
    for (const std::string& line : said) invocation.log.debug(line);
    invocation.log.debug(fmt::format("{} files verified{}, {} of them sealed by fs-verity", seen.files,
                                     seen.as_before ? " (by the index: nothing moved)" : "", sealed.load()));
    WARD_TRY_VOID(make_ready(invocation, run));
    run.plan.launch.files = std::move(files);
    if (run.plan.policy.metadata != Policy::Metadata::broker && !watch)
        return std::unexpected(permission::become(run.plan.policy, run.plan.launch));
    WARD_TRY(auto child, permission::spawn(run.plan.policy, run.plan.launch));
    return watch ? wait_watching(child, *watch) : wait_for(child, {});
}

}  // namespace ward::cli
