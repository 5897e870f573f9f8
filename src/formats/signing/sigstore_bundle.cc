#include "formats/signing/sigstore_bundle.h"

#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/fields.h"
#include "formats/signing/sigstore.h"

namespace ward::signing {
namespace {

constexpr DocumentLimits sigstore_bundle_limits{.bytes = max_bundle_bytes, .depth = 16, .nodes = 100'000};
constexpr size_t max_proof_hashes = 64;  // a tree of 2^63 leaves is no deeper

constexpr std::array media_types{
    std::pair<std::string_view, int>{"application/vnd.dev.sigstore.bundle+json;version=0.1", 1},
    std::pair<std::string_view, int>{"application/vnd.dev.sigstore.bundle+json;version=0.2", 2},
    std::pair<std::string_view, int>{"application/vnd.dev.sigstore.bundle+json;version=0.3", 3},
    std::pair<std::string_view, int>{"application/vnd.dev.sigstore.bundle.v0.3+json", 3},
};

Verdict<InclusionProof> read_proof(const Node& node) {
    InclusionProof proof;
    // Zero is the default of the format, and may be left out.
    if (node.find("logIndex") != nullptr) {
        WARD_TRY(proof.index, number_at(node, "logIndex"));
    }
    WARD_TRY(proof.tree_size, number_at(node, "treeSize"));
    WARD_TRY(proof.root_hash, bytes_at(node, "rootHash"));
    const auto hashes = items_at(node, "hashes");
    if (hashes.size() > max_proof_hashes)
        return refuse(Problem::too_large,
                      fmt::format("line {}: a proof has more than {} hashes", node.line, max_proof_hashes));
    for (const Node& hash : hashes) {
        auto bytes = hash.is_string() ? base64_decode(hash.text) : std::nullopt;
        if (!bytes) return refuse(Problem::malformed, fmt::format("line {}: a hash is not base64", hash.line));
        proof.hashes.push_back(*std::move(bytes));
    }
    if (const Node* checkpoint = node.find("checkpoint")) proof.checkpoint = text_at(*checkpoint, "envelope");
    return proof;
}

Verdict<LogEntry> read_entry(const Node& node) {
    LogEntry entry;
    if (node.find("logIndex") != nullptr) {
        WARD_TRY(entry.index, number_at(node, "logIndex"));
    }
    WARD_TRY(const Node* id, table_at(node, "logId"));
    WARD_TRY(entry.log_id, bytes_at(*id, "keyId"));
    WARD_TRY(const Node* kind, table_at(node, "kindVersion"));
    WARD_TRY(entry.kind, string_of(*kind, "kind"));
    WARD_TRY(entry.version, string_of(*kind, "version"));
    if (node.find("integratedTime") != nullptr) {
        WARD_TRY(entry.integrated, number_at(node, "integratedTime"));
    }
    WARD_TRY(entry.body, bytes_at(node, "canonicalizedBody"));
    if (const Node* promise = node.find("inclusionPromise"); promise != nullptr && promise->is_table()) {
        WARD_TRY(entry.promise, bytes_at(*promise, "signedEntryTimestamp"));
    }
    if (const Node* proof = node.find("inclusionProof"); proof != nullptr && proof->is_table()) {
        WARD_TRY(entry.proof, read_proof(*proof));
    }
    return entry;
}

Verdict<void> read_signer(const Node& material, Bundle& bundle) {
    const Node* chain = material.find("x509CertificateChain");
    const Node* certificate = material.find("certificate");
    const Node* key = material.find("publicKey");
    if ((chain != nullptr) + (certificate != nullptr) + (key != nullptr) != 1)
        return refuse(Problem::malformed, "the bundle has not exactly one of a certificate, a chain and a public key");
    if (key != nullptr) {
        bundle.key_hint = text_at(*key, "hint");
        return {};
    }
    if (certificate != nullptr) {
        WARD_TRY(std::string der, bytes_at(*certificate, "rawBytes"));
        bundle.certificates_der.push_back(std::move(der));
        return {};
    }
    if (bundle.version >= 3)
        return refuse(Problem::malformed,
                      "a bundle of version 0.3 has a certificate chain; it may have only the signer's");
    const auto rows = items_at(*chain, "certificates");
    if (rows.empty()) return refuse(Problem::malformed, "the certificate chain is empty");
    if (rows.size() > static_cast<size_t>(max_path_length))
        return refuse(Problem::too_many_certificates,
                      fmt::format("the chain has more than {} certificates", max_path_length));
    for (const Node& row : rows) {
        WARD_TRY(std::string der, bytes_at(row, "rawBytes"));
        bundle.certificates_der.push_back(std::move(der));
    }
    return {};
}

Verdict<void> read_material(const Node& material, Bundle& bundle) {
    WARD_TRY_VOID(read_signer(material, bundle));
    const auto entries = items_at(material, "tlogEntries");
    if (entries.size() > max_log_entries)
        return refuse(Problem::too_large, fmt::format("the bundle has more than {} log entries", max_log_entries));
    for (const Node& row : entries) {
        WARD_TRY(LogEntry entry, read_entry(row));
        bundle.entries.push_back(std::move(entry));
    }
    const Node* times = material.find("timestampVerificationData");
    if (times == nullptr) return {};
    const auto stamps = items_at(*times, "rfc3161Timestamps");
    if (stamps.size() > max_timestamps)
        return refuse(Problem::too_large, fmt::format("the bundle has more than {} timestamps", max_timestamps));
    for (const Node& row : stamps) {
        WARD_TRY(std::string stamp, bytes_at(row, "signedTimestamp"));
        bundle.timestamps.push_back(std::move(stamp));
    }
    return {};
}

Verdict<void> read_content(const Node& root, Bundle& bundle) {
    const Node* message = root.find("messageSignature");
    const Node* envelope = root.find("dsseEnvelope");
    if ((message != nullptr) == (envelope != nullptr))
        return refuse(Problem::malformed, "the bundle has not exactly one of `messageSignature` and `dsseEnvelope`");
    bundle.is_envelope = envelope != nullptr;
    if (message != nullptr) {
        WARD_TRY(const Node* digest, table_at(*message, "messageDigest"));
        WARD_TRY(bundle.digest_algorithm, string_of(*digest, "algorithm"));
        WARD_TRY(bundle.digest, bytes_at(*digest, "digest"));
        WARD_TRY(bundle.signature, bytes_at(*message, "signature"));
        return {};
    }
    WARD_TRY(bundle.payload_type, string_of(*envelope, "payloadType"));
    WARD_TRY(bundle.payload, bytes_at(*envelope, "payload"));
    const auto signatures = items_at(*envelope, "signatures");
    if (signatures.size() != 1)
        return refuse(signatures.empty() ? Problem::no_signer : Problem::several_signers,
                      fmt::format("the envelope has {} signatures; one is expected", signatures.size()));
    WARD_TRY(bundle.signature, bytes_at(signatures.front(), "sig"));
    return {};
}

Verdict<Bundle> read_bundle(const Node& root) {
    Bundle bundle{.media_type = text_at(root, "mediaType")};
    for (const auto& [type, version] : media_types)
        if (bundle.media_type == type) bundle.version = version;
    if (bundle.version == 0)
        return refuse(Problem::unsupported_algorithm,
                      fmt::format("`mediaType` is not that of a Sigstore bundle of version 0.1 to 0.3: \"{}\"",
                                  display(bundle.media_type)));
    WARD_TRY(const Node* material, table_at(root, "verificationMaterial"));
    WARD_TRY_VOID(read_material(*material, bundle));
    WARD_TRY_VOID(read_content(root, bundle));
    return bundle;
}

}  // namespace

Verdict<Bundle> parse_bundle(std::string_view json, std::string_view name) {
    const auto root = parse_json(json, name, sigstore_bundle_limits);
    if (!root) {
        const Problem problem = root.error().code == ErrorCode::limit ? Problem::too_large : Problem::malformed;
        return std::unexpected(Refusal{problem, root.error()});
    }
    auto bundle = read_bundle(*root);
    if (!bundle && bundle.error().error.where.empty()) bundle.error().error.where = std::string(name);
    return bundle;
}

}  // namespace ward::signing
