// Whom a Sigstore verification believes: certificate authorities (Fulcio), transparency logs (Rekor), logs of
// certificates and time-stamping authorities, each for a time. Read from a trusted_root.json
// (application/vnd.dev.sigstore.trustedroot+json;version=0.1), or put together by the caller.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "formats/signing/refusal.h"

namespace ward::signing {

constexpr size_t max_trust_entries = 1'000;  // of each kind

struct Validity {
    Instant from = 0;
    std::optional<Instant> until{};
    bool covers(Instant at) const { return at >= from && (!until || at <= *until); }
};

struct TransparencyLog {
    std::string url{};
    std::string id{};       // bytes: SHA-256 of the key, or its first four for logs that only sign checkpoints
    std::string key_der{};  // SubjectPublicKeyInfo
    Validity validity{};
};

struct CertificateAuthority {
    std::vector<std::string> chain_der{};  // the issuer of signers (or the time-stamper) first, the root last
    Validity validity{};
};

struct TrustedRoot {
    std::vector<TransparencyLog> logs{};
    std::vector<TransparencyLog> certificate_logs{};
    std::vector<CertificateAuthority> authorities{};
    std::vector<CertificateAuthority> timestamp_authorities{};
};

Verdict<TrustedRoot> parse_trusted_root(std::string_view json, std::string_view name);
// The certificates of a PEM text as one authority: the last is the root.
Verdict<CertificateAuthority> authority_of_pem(std::string_view pem, Validity validity);

}  // namespace ward::signing
