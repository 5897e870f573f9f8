// No symbolic link comes in: what it leads to is another's to decide.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

CheckResult run_new_link(const CheckInput& input) {
    // What is vendored for the first time, a person has just chosen.
    if (input.before->empty()) return holds();
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files) {
        if (file.kind() != FileKind::symlink) continue;
        const auto before = input.before->find(path);
        if (before == input.before->end() || !(before->second == file))
            found.push_back(fmt::format("{} leads to {}", display(path), display(file.bytes())));
    }
    return acknowledge_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(new_link) = {
    .id = "new-link", .summary = "no symbolic link comes in or changes", .run = run_new_link};

}  // namespace ward::update
