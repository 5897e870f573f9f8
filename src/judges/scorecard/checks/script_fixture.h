// For tests: what a script fetches.
#pragma once

#include <string>
#include <string_view>

#include "judges/scorecard/pinning/dependencies.h"

namespace ward::scorecard {

// "npmCommand -", "pipCommand +": what is fetched, and whether it is pinned; why the script was not read to its end.
inline std::string fetched_by(std::string_view script) {
    FetchedFiles files;
    Pinning found;
    if (const auto error = find_in_script(script, {"a.sh", 0, 0}, files, found)) return *error;
    if (!found.unreadable.empty()) return "unreadable";
    std::string out;
    for (const Dependency& dependency : found.dependencies)
        out += (out.empty() ? "" : ", ") + std::string(name_of(dependency.type)) + (dependency.pinned ? " +" : " -");
    return out;
}

}  // namespace ward::scorecard
