// What a transparency log (Rekor) says about a signature, and whether it is the log that says so. Private to this
// folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "formats/signing/handles.h"
#include "formats/signing/sigstore.h"
#include "formats/signing/sigstore_bundle.h"

namespace ward::signing {

// What the entry must be about.
struct LoggedSignature {
    const Bundle& bundle;
    std::string_view artifact_digest{};  // SHA-256 of the artifact or of the envelope's payload, bytes
    std::string_view verifier_der{};     // the signer's certificate, or key
    bool has_certificate = false;
};

Verdict<LogEntryFacts> check_log_entry(const LogEntry& entry, const LoggedSignature& signature,
                                       std::span<const TransparencyLog> logs);

// Does the path of hashes lead from the leaf to the root of a tree of that size (RFC 9162, 2.1.3.2)? Hashes are
// SHA-256.
bool inclusion_holds(std::string_view leaf_hash, const InclusionProof& proof);

// Is the body of the entry about this signature? By its kind and version.
Verdict<void> check_log_body(const LogEntry& entry, const LoggedSignature& signature);

}  // namespace ward::signing
