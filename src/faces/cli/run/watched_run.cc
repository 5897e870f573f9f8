// See watched_run.h.
#include "faces/cli/run/watched_run.h"

#include <mutex>

#include "faces/cli/run/channels.h"
#include "faces/cli/run/denials.h"
#include "faces/cli/run/start.h"

namespace ward::cli {

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
    WARD_TRY(auto child, permission::spawn(run.plan.policy, run.plan.launch, watch));
    std::mutex one_at_a_time;
    const auto tell = [&](const permission::Access& access) {
        const std::lock_guard lock(one_at_a_time);
        writer.write(access);
    };
    channels.listen(run.plan.launch.program, tell);
    auto status = wait_for(child, tell);
    channels.finish();
    WARD_TRY_VOID(writer.written());
    return status;
}

}  // namespace ward::cli
