// Published CVE records are brought up to date with the release's record, after a correction of that.
#include "actions/release/run/cve_parts.h"

namespace ward::release {
namespace {

Result<StepPlan> plan_cve_update(const StepInput& input) {
    return plan_records(input, "cve update", Records::update);
}

}  // namespace

WARD_RELEASE_STEP(cve_update) = {.name = "cve update",
                                 .summary = "bring published CVE records up to date with the release's record",
                                 .approval = "cve-update",
                                 .plan = plan_cve_update};

}  // namespace ward::release
