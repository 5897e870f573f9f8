// See watched_run.h.
#include "faces/cli/run/watched_run.h"

#include <mutex>

#include "base/path.h"
#include "faces/cli/run/channels.h"
#include "faces/cli/run/denials.h"
#include "faces/cli/run/start.h"

namespace ward::cli {
namespace {

using permission::Access;
using DenialsBy = permission::Launch::DenialsBy;

Result<DenialsBy> denials_by(const Invocation& invocation, permission::Watch watch) {
    const std::string asked = invocation.value("denials-from");
    if (watch == permission::Watch::denials)
        return asked == "kernel"       ? DenialsBy::kernel
               : asked == "supervisor" ? DenialsBy::supervisor
                                       : DenialsBy::either;
    // Landlock has no way to tell what it would refuse.
    if (asked == "kernel")
        return fail(ErrorCode::usage, "--audit denies nothing, and the kernel tells what it denies",
                    "--denials-from kernel");
    return DenialsBy::supervisor;
}

// Node asks its model before it asks the kernel: what the kernel refuses to a node whose model is on, and what that
// model restricts in every version, it has let pass. A link that leads outside, an addon, a hole.
bool has_passed_node(const Access& access, const std::string& node) {
    const bool restricted = access.scope == permission::Scope::fs_read || access.scope == permission::Scope::fs_write ||
                            access.scope == permission::Scope::child;
    return !node.empty() && access.source != Access::Source::node && access.kind != Access::Kind::other && restricted &&
           access.program == node;
}

}  // namespace

Result<int> run_watched(const Invocation& invocation) {
    const std::string folder = current_folder();
    WARD_TRY(RunRequest request, request_of(invocation, folder));
    const bool audit = invocation.has("audit");
    if (audit) request.enforce = Enforce::nothing;
    WARD_TRY(PreparedRun run, prepare_run(invocation, request, folder));
    WARD_TRY_VOID(make_ready(invocation, run));
    WARD_TRY(auto writer, DenialWriter::open(invocation.value("log"), invocation.has("quiet")));

    NodeChannels channels;
    if (run.plan.node && !run.plan.node_flags.flags.empty() && NodeChannels::known_to(*run.plan.node)) {
        WARD_TRY(channels, NodeChannels::open());
        channels.add_to(run.plan);
    }
    const permission::Watch watch = audit ? permission::Watch::audit : permission::Watch::denials;
    WARD_TRY(run.plan.launch.denials_by, denials_by(invocation, watch));
    WARD_TRY(auto child, permission::spawn(run.plan.policy, run.plan.launch, watch));
    const bool by_kernel = child.denials_by() == DenialsBy::kernel;
    writer.write_source(by_kernel ? Access::Source::kernel : Access::Source::supervisor, child.why_not_kernel());
    invocation.log.debug(by_kernel ? "denials are told by the kernel's audit" : "denials are told by a supervisor");
    if (!child.why_not_kernel().empty()) invocation.log.debug("not by the kernel: " + child.why_not_kernel());
    const bool two_judges = !audit && run.plan.node && !run.plan.node_flags.flags.empty();
    const std::string node = two_judges ? real_path(run.plan.launch.program) : std::string();
    std::mutex one_at_a_time;
    const auto tell = [&](const Access& access) {
        const std::lock_guard lock(one_at_a_time);
        writer.write(access, has_passed_node(access, node));
    };
    channels.listen(run.plan.launch.program, tell);
    auto status = wait_for(child, tell);
    channels.finish();
    writer.write_loss(child.lost());
    WARD_TRY_VOID(writer.written());
    return status;
}

}  // namespace ward::cli
