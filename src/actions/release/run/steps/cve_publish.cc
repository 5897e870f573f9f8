// The record of each CVE id, once the release is disclosed.
#include "actions/release/run/cve_parts.h"

namespace ward::release {
namespace {

Result<StepPlan> plan_cve_publish(const StepInput& input) {
    return plan_records(input, "cve publish", Records::publish);
}

}  // namespace

WARD_RELEASE_STEP(cve_publish) = {.name = "cve publish",
                                  .summary = "publish the CVE records of a release that is disclosed",
                                  .approval = "cve-publish",
                                  .plan = plan_cve_publish};

}  // namespace ward::release
