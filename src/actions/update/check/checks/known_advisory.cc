// The new version has no published vulnerability that the old one had not.
#include <fmt/core.h>

#include "actions/update/check/checks.h"

namespace ward::update {
namespace {

CheckResult run_known_advisory(const CheckInput& input) {
    std::vector<std::string> found;
    found.reserve(input.advisories.size());
    for (const std::string& id : input.advisories) found.push_back(fmt::format("{} affects {}", id, input.new_version));
    return acknowledge_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(known_advisory) = {.id = "known-advisory",
                                     .summary = "the new version has no vulnerability that the old one had not",
                                     .run = run_known_advisory};

}  // namespace ward::update
