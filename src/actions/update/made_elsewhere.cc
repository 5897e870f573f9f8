// See made_elsewhere.h.
#include "actions/update/made_elsewhere.h"

#include <algorithm>

namespace ward::update {

Result<MadeElsewhere> MadeElsewhere::of(const Recipe& recipe) {
    MadeElsewhere out;
    for (const Hook& hook : recipe.hooks)
        for (const std::string& pattern : hook.writes) {
            WARD_TRY(Glob glob, Glob::compile(pattern));
            out.hooks_.emplace_back(std::move(glob), "hook " + hook.name);
        }
    for (const std::string& pattern : recipe.prebuilt) {
        WARD_TRY(Glob glob, Glob::compile(pattern));
        out.prebuilt_.push_back(std::move(glob));
    }
    return out;
}

std::string MadeElsewhere::who(std::string_view path, bool is_upstream) const {
    const auto at = std::ranges::find_if(hooks_, [&](const auto& row) { return row.first.matches(path); });
    if (at != hooks_.end()) return at->second;
    return !is_upstream && matches_any(prebuilt_, path) ? "prebuilt" : "";
}

}  // namespace ward::update
