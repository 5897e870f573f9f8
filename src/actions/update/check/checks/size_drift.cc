// The tree's size is of the order that it was. A release that doubles without a reason in its notes is worth a look.
#include <fmt/core.h>

#include "actions/update/check/checks.h"

namespace ward::update {
namespace {

constexpr uint64_t least_bytes = 256u << 10;  // below, sizes say nothing
constexpr uint64_t factor = 2;

uint64_t bytes_of(const FileTree& tree) {
    uint64_t sum = 0;
    for (const auto& [path, file] : tree) sum += file.bytes().size();
    return sum;
}

CheckResult run_size_drift(const CheckInput& input) {
    const uint64_t before = bytes_of(*input.before);
    const uint64_t now = bytes_of(input.derived->files);
    if (before == 0 || (before < least_bytes && now < least_bytes)) return holds();
    if (now < before * factor && before < now * factor) return holds();
    return acknowledge_with({fmt::format("{} bytes became {}", before, now)});
}

}  // namespace

WARD_UPDATE_CHECK(size_drift) = {
    .id = "size-drift", .summary = "the tree has neither doubled nor halved in size", .run = run_size_drift};

}  // namespace ward::update
