// Who built installed packages: the attestations that the registry keeps (Sigstore bundles over in-toto statements),
// verified without a network by roots that the caller brings. A provenance that holds says that a workflow of the named
// repository made this very tarball; not that its code is good.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/root.h"
#include "facts/npm/attestation_source.h"
#include "formats/signing/sigstore.h"
#include "judges/policy/registry.h"

namespace ward::policy {

enum class ProvenanceState : uint8_t {
    holds,
    wrong,    // an attestation does not hold, or is of something else
    none,     // no document, or none with a provenance
    unknown,  // whether there is a document could not be told
};

struct PackageProvenance {
    std::string place;  // from the root: "node_modules/a"
    std::string name;
    std::string version;
    ProvenanceState state = ProvenanceState::none;
    std::string reason;  // of holds: the workflow

    bool operator==(const PackageProvenance&) const = default;
};

// Of each package of `result` that was compared with a tarball, in its order; `documents` is asked on several threads.
// Attestations by a key instead of a certificate (the registry's own, of publishing) are verified where
// `trust` has keys.
std::vector<PackageProvenance> check_provenance(const RegistryResult& result, npm::AttestationSource& documents,
                                                const signing::SigstoreTrust& trust);

}  // namespace ward::policy
