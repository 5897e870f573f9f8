// A newer version by the dependency's own order. A dist-tag that moved back, or a list that came in another order, must
// not bring an old vulnerable version back.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"
#include "formats/versions/versions.h"

namespace ward::update {
namespace {

CheckResult run_not_downgrade(const CheckInput& input) {
    const versions::Ordering* ordering = versions::ordering_named(input.recipe->selection.order);
    // "date" has no versions to compare: what is newer is the commit's matter.
    if (ordering == nullptr || input.old_version.empty()) return holds();
    const auto order = versions::compare(*ordering, input.old_version, input.new_version);
    if (!order)
        return acknowledge_with({fmt::format("{} and {} cannot be compared as {} versions", display(input.old_version),
                                             display(input.new_version), ordering->name)});
    if (*order <= 0) return holds();
    return fails_with({fmt::format("{} is older than {}", display(input.new_version), display(input.old_version))});
}

}  // namespace

WARD_UPDATE_CHECK(not_downgrade) = {.id = "not-downgrade",
                                    .summary = "the new version is not older than the one that is there",
                                    .run = run_not_downgrade};

}  // namespace ward::update
