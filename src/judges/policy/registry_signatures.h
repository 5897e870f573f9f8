// What the registry itself says of installed packages: its signature over name, version and digest
// (https://docs.npmjs.com/about-registry-signatures), by keys that the caller brings. With the digest that
// verify_against_registry() compared every file by, a signature that holds says that the installed files are those the
// registry served under this name; a lock file that somebody rewrote together with a mirror does not pass.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/npm/packument_source.h"
#include "formats/signing/npm_signature.h"
#include "judges/policy/registry.h"

namespace ward::policy {

enum class SignatureState : uint8_t {
    holds,    // each of the document's signatures
    wrong,    // one of them does not hold, or is of a key that is not among the given ones
    other,    // the document is of another tarball than the lock file's, or has no such version
    missing,  // the document has no signature
    unknown,  // nothing could be verified: no document, or a lock file without any digest that the registry signs
};
std::string_view name_of(SignatureState state);

struct PackageSignature {
    std::string place;  // from the root: "node_modules/a"
    std::string name;
    std::string version;
    SignatureState state = SignatureState::unknown;
    std::string reason;  // of holds: the key's id

    bool operator==(const PackageSignature&) const = default;
};

// Of each package of `result` that was compared with a tarball, in its order. `documents` is asked once for a name.
std::vector<PackageSignature> check_registry_signatures(const RegistryResult& result, npm::PackumentSource& documents,
                                                        std::span<const signing::NpmKey> keys);

}  // namespace ward::policy
