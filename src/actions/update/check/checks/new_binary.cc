// No program code comes in that nobody can read: an executable, a library, WebAssembly. Test files were how the
// xz backdoor travelled.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

CheckResult run_new_binary(const CheckInput& input) {
    // What is vendored for the first time, a person has just chosen.
    if (input.before->empty()) return holds();
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files) {
        if (file.kind() == FileKind::symlink) continue;
        const std::string_view kind = binary_kind(file.bytes());
        if (kind.empty()) continue;
        const auto before = input.before->find(path);
        if (before == input.before->end() || binary_kind(before->second.bytes()) != kind)
            found.push_back(fmt::format("{} is {}", display(path), kind));
    }
    return acknowledge_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(new_binary) = {
    .id = "new-binary", .summary = "no file becomes program code that nobody can read", .run = run_new_binary};

}  // namespace ward::update
