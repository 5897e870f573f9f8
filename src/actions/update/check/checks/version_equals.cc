// The version that the new tree says it has is the one that was claimed. Without this, an update whose download went
// wrong is reported as done while the old code is still there.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

CheckResult run_version_equals(const CheckInput& input) {
    if (input.recipe->current.tree_equality) return holds();
    const auto version = current_version(input.recipe->current, reader_of_derived(input));
    if (!version) return fails_with({"no version can be read from the new tree: " + version.error().message()});
    if (!*version) return fails_with({"the new tree has no version"});
    if (**version == input.new_version) return holds();
    return fails_with({fmt::format("the new tree says {}, not {}", display(**version), display(input.new_version))});
}

}  // namespace

WARD_UPDATE_CHECK(version_equals) = {
    .id = "version-equals",
    .summary = "the version read back from the new tree is the one that was claimed",
    .run = run_version_equals,
};

}  // namespace ward::update
