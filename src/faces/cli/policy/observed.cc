// See observed.h.
#include "faces/cli/policy/observed.h"

#include <set>

#include "base/path.h"
#include "faces/cli/run/machine.h"
#include "faces/cli/run/start.h"
#include "ward/permission.h"

namespace ward::cli {

Result<ObservedRun> observe_run(const std::vector<std::string>& command, const std::string& folder) {
    using permission::Access;
    RunRequest request;
    for (const permission::ScopeWords& words : permission::all_scopes())
        request.policy.grants.push_back({words.scope, "*"});
    request.policy.metadata = permission::Policy::Metadata::allow;
    request.policy.nested = true;
    request.node = NodePermission::off;
    WARD_TRY(const RunPlan plan, plan_run(request, command, current_folder()));
    WARD_TRY(auto child, permission::spawn(plan.policy, plan.launch, permission::Watch::everything));
    std::set<std::string> read;
    std::set<std::string> made;
    const std::string before = folder == "/" ? folder : folder + '/';
    ObservedRun out;
    WARD_TRY(out.status, wait_for(child, [&](const Access& access) {
                 if (!access.resource.starts_with(before) || access.is_folder) return;
                 const std::string path = access.resource.substr(before.size());
                 const bool reads = access.kind == Access::Kind::read || access.kind == Access::Kind::execute;
                 if (!access.existed) made.insert(path);
                 else if (reads && is_regular_file(access.resource)) read.insert(path);
             }));
    // What the run made for itself is not what somebody vouches for.
    for (const std::string& path : read)
        if (!made.contains(path)) out.files.push_back(path);
    return out;
}

}  // namespace ward::cli
