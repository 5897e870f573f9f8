// Sigstore bundles (https://docs.sigstore.dev/about/bundle/, versions 0.1 to 0.3) verified without a network:
// signatures by short-lived certificates that name an identity, recorded in a public log; also those of a known key, as
// npm's publish attestations are. Checked are the signature over the file or the DSSE envelope, the certificate's path
// to a given authority at a trusted time, its own log's word (SCT), the identity that the caller demands, and for every
// log entry its promise (SET), its proof of inclusion under a signed checkpoint, and that it speaks of this very
// signature.
//
// Left out, and refused as unsupported where they occur: log entries of other kinds than hashedrekord 0.0.1/0.0.2,
// dsse 0.0.1/0.0.2 and intoto 0.0.2; certificate chains in version 0.3; several signatures in one envelope.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "formats/signing/refusal.h"
#include "formats/signing/trust.h"
#include "formats/signing/trusted_root.h"

namespace ward::signing {

constexpr size_t max_bundle_bytes = 16u << 20;
constexpr size_t max_log_entries = 32;  // of one bundle
constexpr size_t max_timestamps = 32;   // of one bundle
constexpr size_t max_statement_subjects = 100'000;

// A key for bundles that name one by a hint instead of having a certificate.
struct HintedKey {
    std::string hint{};
    std::string key{};  // PEM, or the DER of a SubjectPublicKeyInfo
    Validity validity{};
};

// What the signer must be. Nothing is believed by default: a bundle with a certificate needs both or `any_identity`.
struct SigstoreDemand {
    std::string identity{};  // subject alternative name, exactly (a mail address, or the URI of a workflow)
    std::string issuer{};    // OIDC issuer, exactly ("https://token.actions.githubusercontent.com")
    bool any_identity = false;
    bool require_log_entry = true;
    bool require_certificate_log = true;  // an SCT; only where there is a certificate
};

struct SigstoreTrust {
    TrustedRoot root{};
    std::vector<HintedKey> keys{};
};

// An in-toto statement, versions 0.1 and 1.
struct StatementSubject {
    std::string name{};
    std::vector<std::pair<std::string, std::string>> digests{};  // algorithm to lower-case hexadecimal
};
struct Statement {
    std::string type{};
    std::string predicate_type{};
    std::vector<StatementSubject> subjects{};
};
Verdict<Statement> parse_statement(std::string_view json);

struct LogEntryFacts {
    std::string log_id{};  // lower-case hexadecimal
    int64_t index = 0;
    std::optional<Instant> integrated{};  // only if the log's promise makes it trustworthy
    bool promised = false;                // signed entry timestamp
    bool proven = false;                  // inclusion under a signed checkpoint
};

struct SigstoreFacts {
    std::string media_type{};
    std::optional<CertificateFacts> certificate{};  // or the key's hint
    std::string key_hint{};
    std::string identity{};  // the certificate's
    std::string issuer{};
    std::vector<std::pair<std::string, std::string>> claims{};  // Fulcio's extensions, by OID
    std::vector<Instant> times{};                               // trusted ones
    std::vector<LogEntryFacts> entries{};
    std::string payload_type{};  // of an envelope
    std::string payload{};
    std::optional<Statement> statement{};
    std::vector<std::string> verified{};      // sentences for people
    std::vector<std::string> not_verified{};  // what was not there, or not asked for
};

// `artifact` is the signed file. An envelope's statement must have it among its subjects; without an artifact this is
// left to the caller (and said in `not_verified`), but a plain signature cannot be verified then.
Verdict<SigstoreFacts> verify_sigstore(std::string_view bundle_json, std::string_view name,
                                       const std::optional<std::string_view>& artifact, const SigstoreTrust& trust,
                                       const SigstoreDemand& demand);

}  // namespace ward::signing
