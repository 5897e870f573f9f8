// audit in the review: vulnerabilities and malicious packages among the components, and contradictory versions.
#include "judges/audit/audit.h"

#include "judges/audit/engine.h"
#include "review/review.h"

namespace ward::review {
namespace {

Result<Opinion> run(const inventory::Inventory& inventory, const Context& context) {
    WARD_TRY(std::vector<Finding> findings, audit::audit(inventory.components, *context.advisories));
    WARD_TRY(std::vector<Finding> engines, audit::engine_findings(inventory.components, *context.advisories));
    std::vector<Finding> contradictions = audit::contradictions(inventory.components);
    findings.insert(findings.end(), std::make_move_iterator(engines.begin()), std::make_move_iterator(engines.end()));
    findings.insert(findings.end(), std::make_move_iterator(contradictions.begin()),
                    std::make_move_iterator(contradictions.end()));
    return Opinion{std::move(findings), {}, {}};
}

}  // namespace

WARD_JUDGE(audit) = {
    .name = "audit",
    .summary = "advisories that affect a component, by exact identity and the ecosystem's own version order",
    .needs = Needs::advisories,
    .run = run,
};

}  // namespace ward::review
