// The bodies of log entries, by kind and version: each must have the signature, the digest and the verifier of the
// bundle. (Rekor's schemas: https://github.com/sigstore/rekor/tree/main/pkg/types)
#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/fields.h"
#include "formats/signing/sigstore_log.h"

namespace ward::signing {
namespace {

constexpr DocumentLimits sigstore_log_body_limits{.bytes = max_bundle_bytes, .depth = 16, .nodes = 20'000};

// What a body says, in the terms of a bundle.
struct Logged {
    std::string signature{};
    std::string digest{};    // bytes
    std::string verifier{};  // PEM, or DER
};

Verdict<std::string> hex_digest(const Node& node, std::string_view key) {
    WARD_TRY(const Node* hash, table_at(node, key));
    if (text_at(*hash, "algorithm") != "sha256")
        return refuse(Problem::unsupported_algorithm, "the log entry's digest is not SHA-256");
    WARD_TRY(std::string value, string_of(*hash, "value"));
    return value;
}

Verdict<Logged> read_hashedrekord_1(const Node& spec) {
    WARD_TRY(const Node* signature, table_at(spec, "signature"));
    WARD_TRY(const Node* key, table_at(*signature, "publicKey"));
    WARD_TRY(const Node* data, table_at(spec, "data"));
    Logged logged;
    WARD_TRY(logged.signature, bytes_at(*signature, "content"));
    WARD_TRY(logged.verifier, bytes_at(*key, "content"));
    WARD_TRY(logged.digest, hex_digest(*data, "hash"));
    return logged;
}

Verdict<const Node*> only_signature(const Node& node) {
    const auto signatures = items_at(node, "signatures");
    if (signatures.size() != 1)
        return refuse(Problem::log_entry_mismatch,
                      fmt::format("the log entry has {} signatures, the bundle has one", signatures.size()));
    return &signatures.front();
}

Verdict<Logged> read_dsse_1(const Node& spec) {
    WARD_TRY(const Node* signature, only_signature(spec));
    Logged logged;
    WARD_TRY(logged.signature, bytes_at(*signature, "signature"));
    WARD_TRY(logged.verifier, bytes_at(*signature, "verifier"));
    WARD_TRY(logged.digest, hex_digest(spec, "payloadHash"));
    return logged;
}

Verdict<Logged> read_intoto_2(const Node& spec) {
    WARD_TRY(const Node* content, table_at(spec, "content"));
    WARD_TRY(const Node* envelope, table_at(*content, "envelope"));
    WARD_TRY(const Node* signature, only_signature(*envelope));
    Logged logged;
    // This kind has its signature in base64 twice.
    WARD_TRY(const std::string once, bytes_at(*signature, "sig"));
    const auto twice = base64_decode(once);
    if (!twice) return refuse(Problem::malformed, "the log entry's signature is not in base64 twice");
    logged.signature = *twice;
    WARD_TRY(logged.verifier, bytes_at(*signature, "publicKey"));
    WARD_TRY(logged.digest, hex_digest(*content, "payloadHash"));
    return logged;
}

Verdict<std::string> verifier_2(const Node& node) {
    WARD_TRY(const Node* verifier, table_at(node, "verifier"));
    const bool certificate = verifier->find("x509Certificate") != nullptr;
    WARD_TRY(const Node* material, table_at(*verifier, certificate ? "x509Certificate" : "publicKey"));
    return bytes_at(*material, "rawBytes");
}

Verdict<std::string> digest_2(const Node& node, std::string_view key) {
    WARD_TRY(const Node* hash, table_at(node, key));
    if (text_at(*hash, "algorithm") != "SHA2_256")
        return refuse(Problem::unsupported_algorithm, "the log entry's digest is not SHA-256");
    WARD_TRY(const std::string digest, bytes_at(*hash, "digest"));
    return hex(digest);
}

Verdict<Logged> read_hashedrekord_2(const Node& outer) {
    WARD_TRY(const Node* spec, table_at(outer, "hashedRekordV002"));
    WARD_TRY(const Node* signature, table_at(*spec, "signature"));
    Logged logged;
    WARD_TRY(logged.signature, bytes_at(*signature, "content"));
    WARD_TRY(logged.verifier, verifier_2(*signature));
    WARD_TRY(logged.digest, digest_2(*spec, "data"));
    return logged;
}

Verdict<Logged> read_dsse_2(const Node& outer) {
    WARD_TRY(const Node* spec, table_at(outer, "dsseV002"));
    WARD_TRY(const Node* signature, only_signature(*spec));
    Logged logged;
    WARD_TRY(logged.signature, bytes_at(*signature, "content"));
    WARD_TRY(logged.verifier, verifier_2(*signature));
    WARD_TRY(logged.digest, digest_2(*spec, "payloadHash"));
    return logged;
}

struct Kind {
    std::string_view kind;
    std::string_view version;
    bool envelope;
    Verdict<Logged> (*read)(const Node& spec);
};
constexpr std::array kinds{
    Kind{"hashedrekord", "0.0.1", false, read_hashedrekord_1},
    Kind{"dsse", "0.0.1", true, read_dsse_1},
    Kind{"intoto", "0.0.2", true, read_intoto_2},
    Kind{"hashedrekord", "0.0.2", false, read_hashedrekord_2},
    Kind{"dsse", "0.0.2", true, read_dsse_2},
};

// The verifier's DER: the certificate's, where the signer has one.
Verdict<std::string> verifier_der(const Logged& logged, bool certificate) {
    if (!logged.verifier.starts_with("-----BEGIN")) return logged.verifier;
    if (!certificate) {
        WARD_TRY(const Key key, public_key(logged.verifier, "the log entry's verifier"));
        return der_of(key.get());
    }
    WARD_TRY(const auto certificates,
             certificates_of_pem(logged.verifier, "the log entry's verifier", Problem::log_entry_mismatch));
    return der_of(certificates.front().get());
}

}  // namespace

Verdict<void> check_log_body(const LogEntry& entry, const LoggedSignature& signature) {
    const Kind* kind = nullptr;
    for (const Kind& row : kinds)
        if (row.kind == entry.kind && row.version == entry.version) kind = &row;
    if (kind == nullptr)
        return refuse(Problem::unsupported_algorithm, fmt::format("log entries of kind {} {} are not understood",
                                                                  display(entry.kind), display(entry.version)));
    if (kind->envelope != signature.bundle.is_envelope)
        return refuse(Problem::log_entry_mismatch,
                      fmt::format("the log entry is of kind {}, and the bundle {} an envelope", entry.kind,
                                  signature.bundle.is_envelope ? "has" : "has not"));
    const auto body = parse_json(entry.body, "canonicalizedBody", sigstore_log_body_limits);
    if (!body) return std::unexpected(Refusal{Problem::malformed, body.error()});
    if (text_at(*body, "kind") != entry.kind || text_at(*body, "apiVersion") != entry.version)
        return refuse(Problem::log_entry_mismatch, "the log entry's body is of another kind than the bundle says");
    WARD_TRY(const Node* spec, table_at(*body, "spec"));
    WARD_TRY(const Logged logged, kind->read(*spec));
    if (logged.signature != signature.bundle.signature)
        return refuse(Problem::log_entry_mismatch, "the log entry is about another signature");
    if (logged.digest != hex(signature.artifact_digest))
        return refuse(Problem::log_entry_mismatch, "the log entry is about another digest");
    WARD_TRY(const std::string verifier, verifier_der(logged, signature.has_certificate));
    if (verifier != signature.verifier_der)
        return refuse(Problem::log_entry_mismatch, "the log entry is about another certificate or key");
    return {};
}

}  // namespace ward::signing
