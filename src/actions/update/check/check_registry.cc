// Look-ups in the table of checks.
#include <algorithm>

#include "actions/update/check/check.h"

namespace ward::update {

const TreeCheck* tree_check_named(std::string_view id) {
    const auto all = all_tree_checks();
    const auto at = std::ranges::find(all, id, &TreeCheck::id);
    return at == all.end() ? nullptr : *at;
}

}  // namespace ward::update
