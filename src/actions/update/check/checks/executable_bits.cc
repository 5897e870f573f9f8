// Files keep their executable bits: scripts that lost theirs fail far from here, and a text that got one is odd.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

CheckResult run_executable_bits(const CheckInput& input) {
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files) {
        const auto before = input.before->find(path);
        if (before == input.before->end() || before->second.kind() == file.kind()) continue;
        if (before->second.kind() == FileKind::symlink || file.kind() == FileKind::symlink) continue;
        found.push_back(fmt::format("{} is {} executable", display(path),
                                    file.kind() == FileKind::executable ? "now" : "no longer"));
    }
    return acknowledge_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(executable_bits) = {
    .id = "executable-bits", .summary = "files that were there keep their executable bits", .run = run_executable_bits};

}  // namespace ward::update
