// No path hides what it is: marks that turn or hide text can make a file look like another one in a review.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

CheckResult run_hidden_names(const CheckInput& input) {
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files)
        if (display(path) != path && !input.before->contains(path)) found.push_back(display(path));
    return fails_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(hidden_names) = {
    .id = "hidden-names", .summary = "no new path has characters that cannot be seen", .run = run_hidden_names};

}  // namespace ward::update
