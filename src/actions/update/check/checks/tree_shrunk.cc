// Most of what was there is still there. A selection that no longer fits upstream's layout takes next to nothing, and
// succeeds.
#include <fmt/core.h>

#include "actions/update/check/checks.h"

namespace ward::update {
namespace {

constexpr size_t least_files = 8;  // fewer may halve without a word

CheckResult run_tree_shrunk(const CheckInput& input) {
    const size_t before = input.before->size();
    const size_t now = input.derived->files.size();
    if (now == 0) return fails_with({"the new tree is empty"});
    if (before < least_files || now * 2 >= before) return holds();
    return acknowledge_with({fmt::format("{} of {} files are left", now, before)});
}

}  // namespace

WARD_UPDATE_CHECK(tree_shrunk) = {.id = "tree-shrunk",
                                  .summary = "the new tree is not empty and has not lost most of its files",
                                  .run = run_tree_shrunk};

}  // namespace ward::update
