// audit in the review: vulnerabilities and malicious packages among the components, contradictory versions, and
// runtimes whose line has ended.
#include "judges/audit/audit.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

#include "judges/audit/end_of_life.h"
#include "judges/audit/engine.h"
#include "judges/audit/not_compared.h"
#include "judges/audit/unordered.h"
#include "review/review.h"

namespace ward::review {
namespace {

Result<Opinion> run(const inventory::Inventory& inventory, const Context& context) {
    audit::GitQuestion git{context.clones, inventory.subject.commit.value_or("")};
    audit::LeftOut left_out;
    WARD_TRY(std::vector<Finding> findings,
             audit::audit(inventory.components, *context.advisories, {context.platform, &git}, &left_out));
    std::vector<Note> notes = std::move(git.notes);
    if (left_out.of_other_platforms != 0)
        notes.push_back(
            {"platform",
             fmt::format("{} record{} of other platforms than {} left out (--platform)", left_out.of_other_platforms,
                         left_out.of_other_platforms == 1 ? "" : "s", context.platform),
             ""});
    std::ranges::move(audit::unordered_notes(inventory.components, *context.advisories), std::back_inserter(notes));
    WARD_TRY(std::vector<Finding> engines, audit::engine_findings(inventory.components, *context.advisories));
    std::ranges::move(engines, std::back_inserter(findings));
    std::vector<Finding> contradictions = audit::contradictions(inventory.components);
    std::ranges::move(contradictions, std::back_inserter(findings));
    if (!context.schedule.lines.empty()) {
        audit::Lifecycle lifecycle = audit::end_of_life(inventory.components, context.schedule, context.now);
        std::ranges::move(lifecycle.findings, std::back_inserter(findings));
        std::ranges::move(lifecycle.notes, std::back_inserter(notes));
    }
    Opinion opinion{std::move(findings), {}, std::move(notes)};
    opinion.not_compared = audit::not_compared(inventory.components, *context.advisories);
    return opinion;
}

}  // namespace

WARD_JUDGE(audit) = {
    .name = "audit",
    .summary = "advisories that affect a component, by exact identity and the ecosystem's own version order",
    .needs = Needs::advisories,
    .run = run,
};

}  // namespace ward::review
