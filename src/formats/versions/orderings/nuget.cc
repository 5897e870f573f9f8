// NuGet: semantic versions with a fourth number, compared without regard to case.
// https://learn.microsoft.com/nuget/concepts/package-versioning
#include "base/text.h"
#include "formats/versions/semver_key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view nuget_ecosystems[] = {"NuGet"};

std::optional<std::string> nuget_key(std::string_view version) {
    const std::string lower = to_lower(version);
    const auto pieces = split_semver(lower);
    if (!pieces) return std::nullopt;
    return semver_key(*pieces);
}

}  // namespace

WARD_ORDERING(nuget) = {
    .name = "nuget",
    .ecosystems = nuget_ecosystems,
    .summary = "Semantic Versioning with four numbers, without regard to case",
    .key = nuget_key,
    .satisfies = nullptr,
};

}  // namespace ward::versions
