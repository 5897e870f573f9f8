// npm-integrity: the tarball has the digest by which the registry names it.
#include "actions/update/ladder/rung_npm.h"
#include "base/text.h"
#include "facts/npm/integrity.h"

namespace ward::update {
namespace {

Result<RungResult> climb_npm_integrity(const RungInput& input) {
    WARD_TRY(const Fetched* tarball, npm_tarball(input));
    const std::string integrity = npm_fact(input, "integrity");
    if (integrity.empty()) return absent(input, "the registry gives no integrity");
    const auto strength = npm::check_integrity(tarball->bytes, integrity);
    if (!strength) return fails(input, strength.error().message());
    if (*strength == npm::Strength::weak) return absent(input, "the registry gives a SHA-1 alone");
    RungResult result = holds(input, "the tarball is what the registry names: " + display(integrity));
    result.evidence.emplace_back("npm-integrity.integrity", integrity);
    return result;
}

}  // namespace

WARD_UPDATE_RUNG(npm_integrity) = {
    .name = "npm-integrity",
    .summary = "the registry's digest of the tarball",
    .words = {},
    .climb = climb_npm_integrity,
};

}  // namespace ward::update
