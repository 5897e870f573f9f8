// The project's own files among upstream's (build files, configuration) are still there, byte for byte.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"
#include "formats/glob.h"

namespace ward::update {
namespace {

CheckResult run_keep_present(const CheckInput& input) {
    std::vector<std::string> faults;
    for (const std::string& pattern : input.recipe->keep) {
        const auto glob = Glob::compile(pattern);
        if (!glob) return fails_with({glob.error().message()});
        for (const auto& [path, file] : *input.before) {
            if (!glob->matches(path)) continue;
            const auto now = input.derived->files.find(path);
            const auto origin = input.derived->origins.find(path);
            // A generator or a hook may have changed it: that is its task.
            const bool is_made =
                origin != input.derived->origins.end() &&
                (origin->second.kind == Origin::Kind::generated || origin->second.kind == Origin::Kind::hook ||
                 origin->second.kind == Origin::Kind::patched);
            if (now == input.derived->files.end()) faults.push_back(fmt::format("{} is gone", display(path)));
            else if (!is_made && !(now->second == file)) faults.push_back(fmt::format("{} was changed", display(path)));
        }
    }
    return fails_with(std::move(faults));
}

}  // namespace

WARD_UPDATE_CHECK(keep_present) = {.id = "keep-present",
                                   .summary = "files of the project's own among upstream's are still there",
                                   .run = run_keep_present};

}  // namespace ward::update
