// Go: module versions (https://go.dev/ref/mod#versions) and the toolchain's own (https://go.dev/doc/toolchain#version).
//
// Modules are plain semver: `v0.0.0-20191109021931-daa7c04131f5` is a prerelease whose text sorts by its date, and
// `+incompatible` is build metadata. The toolchain writes `go1.22rc1` where the Go vulnerability database writes
// `1.22.0-rc.1`; both get the same key. Since Go 1.21 `go1.21` names a language version below its release candidates;
// here it is go1.21.0, as in toolchains before.
#include <algorithm>

#include "base/text.h"
#include "formats/versions/semver_key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view go_ecosystems[] = {"Go"};
constexpr std::string_view kinds[] = {"alpha", "beta", "rc"};

// "rc1" as "rc.1"; nothing if it is not of that form.
std::optional<std::string> toolchain_prerelease(std::string_view text) {
    const auto digit = std::ranges::find_if(text, is_digit);
    const std::string_view kind(text.begin(), digit);
    const std::string_view number(digit, text.end());
    if (!is_numeric(number) || std::ranges::find(kinds, kind) == std::end(kinds)) return std::nullopt;
    return std::string(kind) + "." + std::string(number);
}

std::optional<std::string> key_of(std::string_view version) {
    version = trim(version);
    const bool toolchain = version.size() > 2 && version.starts_with("go") && is_digit(version[2]);
    // Builders append their own words: "go1.22.3 X:boringcrypto", "go1.22.3-custom". They say nothing about the order.
    if (toolchain) version = version.substr(2, version.find_first_of(" -+", 2) - 2);

    auto pieces = split_semver(version);
    if (!pieces) return std::nullopt;
    const char* const after_numbers = pieces->numbers.data() + pieces->numbers.size();
    const bool attached = pieces->prerelease.data() == after_numbers;  // "1.22rc1", not "1.22-rc1"
    std::optional<std::string> prerelease;
    if (attached) prerelease = toolchain_prerelease(pieces->prerelease);
    if (prerelease) pieces->prerelease = *prerelease;
    else if (toolchain) pieces->prerelease = {};
    return semver_key(*pieces);
}

}  // namespace

WARD_ORDERING(go) = {
    .name = "go",
    .ecosystems = go_ecosystems,
    .summary = "Go modules and toolchains: semver with pseudo-versions; go1.22rc1 is 1.22.0-rc.1",
    .key = key_of,
    .satisfies = nullptr,
};

}  // namespace ward::versions
