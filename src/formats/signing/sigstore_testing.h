// A whole Sigstore of its own for tests: an authority that issues to identities, a log of certificates, a log of
// signatures and a clock, all with keys of the moment; and bundles by it, each part of which a test can change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/json_writer.h"
#include "formats/signing/testing.h"

namespace ward::signing::test {

inline std::string sha256_bytes(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

inline std::string big_endian(uint64_t number, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xff);
    return out;
}

inline std::string der_string(char tag, std::string_view bytes) {
    std::string length(1, static_cast<char>(bytes.size()));
    if (bytes.size() > 127)
        length = bytes.size() > 255 ? "\x82" + big_endian(bytes.size(), 2) : "\x81" + big_endian(bytes.size(), 1);
    return tag + length + std::string(bytes);
}

// The tree of RFC 6962, by its recursive definition.
inline size_t split_of(size_t size) {
    size_t half = 1;
    while (2 * half < size) half *= 2;
    return half;
}
inline std::string tree_root(const std::vector<std::string>& leaves, size_t from, size_t size) {
    if (size == 0) return sha256_bytes("");
    if (size == 1) return sha256_bytes(std::string(1, '\0') + leaves[from]);
    const size_t half = split_of(size);
    return sha256_bytes("\x01" + tree_root(leaves, from, half) + tree_root(leaves, from + half, size - half));
}
inline std::vector<std::string> tree_path(const std::vector<std::string>& leaves, size_t index, size_t from,
                                          size_t size) {
    if (size == 1) return {};
    const size_t half = split_of(size);
    const bool left = index < half;
    auto path = left ? tree_path(leaves, index, from, half) : tree_path(leaves, index - half, from + half, size - half);
    path.push_back(left ? tree_root(leaves, from + half, size - half) : tree_root(leaves, from, half));
    return path;
}

inline constexpr std::string_view workflow =
    "https://github.com/example/thing/.github/workflows/release.yml@refs/tags/v1";
inline constexpr std::string_view provider = "https://token.actions.githubusercontent.com";

// One log entry, as it will be written.
struct EntryParts {
    std::string kind = "hashedrekord";
    std::string version = "0.0.1";
    std::string body{};
    int64_t index = 1000;
    Instant integrated = noon;
    std::string promise{};
    bool with_promise = true;
    bool with_proof = true;
    size_t proof_index = 0;
    size_t tree_size = 0;
    std::string root{};
    std::vector<std::string> path{};
    std::string checkpoint{};
};

struct BundleParts {
    std::string media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
    std::string certificate{};  // PEM
    std::string chain{};        // PEM of one more, written as a chain where it is not empty
    std::optional<std::string> hint{};
    std::string key{};  // PEM, the signer's
    bool envelope = false;
    std::string payload_type = "application/vnd.in-toto+json";
    std::string payload{};
    std::string digest{};  // bytes
    std::string signature{};
    std::vector<EntryParts> entries{};
    std::vector<std::string> timestamps{};
};

class Sigstore {
  public:
    Issued root = issue(authority_named("Fulcio root"), nullptr);
    Issued fulcio = issue(middle(), &root);
    std::string certificate_log_key = make_key(KeyKind::p256);
    std::string log_key = make_key(KeyKind::p256);
    Issued clock = issue(clock_wanted(), &root);

    static Wanted middle() {
        Wanted wanted = authority_named("Fulcio", 2);
        wanted.extensions.push_back({"extendedKeyUsage", "codeSigning"});
        return wanted;
    }
    static Wanted clock_wanted() {
        Wanted wanted = authority_named("Clock", 3);
        wanted.extensions = {{"keyUsage", "critical,digitalSignature"}, {"extendedKeyUsage", "critical,timeStamping"}};
        return wanted;
    }

    Wanted signer_wanted() const {
        Wanted wanted;
        wanted.from = noon - 300;
        wanted.until = noon + 300;
        wanted.extensions.push_back({"subjectAltName", "critical,URI:" + std::string(workflow)});
        wanted.raw_extensions = {{"1.3.6.1.4.1.57264.1.1", std::string(provider)},
                                 {"1.3.6.1.4.1.57264.1.8", der_string('\x0c', provider)}};
        return wanted;
    }
    // With a signed certificate timestamp by the log's key, or another.
    Issued signer(Wanted wanted, const std::string& ct_key) const {
        const std::string key = make_key(KeyKind::p256);
        const std::string body = to_be_signed(issue_for(key, wanted, &fulcio).certificate);
        const std::string id = sha256_bytes(public_key_der(certificate_log_key));
        const std::string when = big_endian(static_cast<uint64_t>(noon) * 1000, 8);
        const std::string message = std::string(2, '\0') + when + big_endian(1, 2) +
                                    sha256_bytes(public_key_der(fulcio.key)) + big_endian(body.size(), 3) + body +
                                    big_endian(0, 2);
        const std::string signature = sign_bytes(ct_key, message);
        const std::string sct = std::string(1, '\0') + id + when + big_endian(0, 2) + "\x04\x03" +
                                big_endian(signature.size(), 2) + signature;
        const std::string list = big_endian(sct.size() + 2, 2) + big_endian(sct.size(), 2) + sct;
        wanted.raw_extensions.push_back({"1.3.6.1.4.1.11129.2.4.2", der_string('\x04', list)});
        return issue_for(key, wanted, &fulcio);
    }
    Issued signer() const { return signer(signer_wanted(), certificate_log_key); }

    static BundleParts sign_file(const Issued& by, std::string_view artifact) {
        BundleParts parts{.certificate = by.certificate, .key = by.key};
        parts.digest = sha256_bytes(artifact);
        parts.signature = sign_bytes(by.key, artifact);
        return parts;
    }
    static BundleParts sign_payload(const Issued& by, std::string_view payload) {
        BundleParts parts{
            .certificate = by.certificate, .key = by.key, .envelope = true, .payload = std::string(payload)};
        sign_envelope(parts);
        return parts;
    }
    static void sign_envelope(BundleParts& parts) {
        parts.digest = sha256_bytes(parts.payload);
        parts.signature = sign_bytes(parts.key, fmt::format("DSSEv1 {} {} {} {}", parts.payload_type.size(),
                                                            parts.payload_type, parts.payload.size(), parts.payload));
    }

    // What the log writes of a signature.
    static std::string body_of(const BundleParts& parts, std::string_view kind, std::string_view version) {
        const std::string signature = base64_encode(parts.signature);
        const std::string pem =
            base64_encode(parts.certificate.empty() ? public_key_pem(parts.key) : parts.certificate);
        const std::string digest = hex(parts.digest);
        const std::string head = fmt::format(R"({{"apiVersion":"{}","kind":"{}","spec":)", version, kind);
        if (version == "0.0.2" && kind != "intoto") {
            const std::string verifier =
                parts.certificate.empty()
                    ? fmt::format(R"("publicKey":{{"rawBytes":"{}"}})", base64_encode(public_key_der(parts.key)))
                    : fmt::format(R"("x509Certificate":{{"rawBytes":"{}"}})",
                                  base64_encode(certificate_der(parts.certificate)));
            const std::string hash =
                fmt::format(R"({{"algorithm":"SHA2_256","digest":"{}"}})", base64_encode(parts.digest));
            const std::string by = fmt::format(
                R"({{"content":"{}","verifier":{{"keyDetails":"PKIX_ECDSA_P256_SHA_256",{}}}}})", signature, verifier);
            return head + (kind == "dsse"
                               ? fmt::format(R"({{"dsseV002":{{"payloadHash":{},"signatures":[{}]}}}}}})", hash, by)
                               : fmt::format(R"({{"hashedRekordV002":{{"data":{},"signature":{}}}}}}})", hash, by));
        }
        const std::string hash = fmt::format(R"({{"algorithm":"sha256","value":"{}"}})", digest);
        if (kind == "dsse")
            return head +
                   fmt::format(
                       R"({{"envelopeHash":{},"payloadHash":{},"signatures":[{{"signature":"{}","verifier":"{}"}}]}}}})",
                       hash, hash, signature, pem);
        if (kind == "intoto")
            return head +
                   fmt::format(
                       R"({{"content":{{"envelope":{{"payloadType":"{}","signatures":[{{"publicKey":"{}","sig":"{}"}}]}},)"
                       R"("hash":{},"payloadHash":{}}}}}}})",
                       parts.payload_type, pem, base64_encode(signature), hash, hash);
        return head + fmt::format(
                          R"({{"data":{{"hash":{}}},"signature":{{"content":"{}","publicKey":{{"content":"{}"}}}}}}}})",
                          hash, signature, pem);
    }

    // The entry of a log that has `size` of them, this one at `place`. A body that is there is kept.
    EntryParts log(const BundleParts& parts, EntryParts entry = {}, size_t place = 5, size_t size = 11) const {
        if (entry.body.empty()) entry.body = body_of(parts, entry.kind, entry.version);
        std::vector<std::string> leaves;
        leaves.reserve(size);
        for (size_t i = 0; i < size; ++i) leaves.push_back(i == place ? entry.body : fmt::format("entry {}", i));
        entry.proof_index = place;
        entry.tree_size = size;
        entry.root = tree_root(leaves, 0, size);
        entry.path = tree_path(leaves, place, 0, size);
        sign_entry(entry);
        return entry;
    }
    void sign_entry(EntryParts& entry) const {
        entry.promise =
            sign_bytes(log_key, fmt::format(R"({{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}})",
                                            base64_encode(entry.body), entry.integrated, hex(log_id()), entry.index));
        const std::string note = fmt::format("log.test - 42\n{}\n{}\n", entry.tree_size, base64_encode(entry.root));
        entry.checkpoint = fmt::format("{}\n\xe2\x80\x94 log.test {}\n", note,
                                       base64_encode(log_id().substr(0, 4) + sign_bytes(log_key, note)));
    }
    std::string log_id() const { return sha256_bytes(public_key_der(log_key)); }

    std::string json(const BundleParts& parts) const {
        JsonWriter out(JsonLayout::compact);
        out.begin_object().member("mediaType", parts.media_type).key("verificationMaterial").begin_object();
        if (parts.hint) {
            out.key("publicKey").begin_object().member("hint", *parts.hint).end_object();
        } else if (parts.chain.empty()) {
            out.key("certificate")
                .begin_object()
                .member("rawBytes", base64_encode(certificate_der(parts.certificate)))
                .end_object();
        } else {
            out.key("x509CertificateChain").begin_object().key("certificates").begin_array();
            for (const std::string& pem : {parts.certificate, parts.chain})
                out.begin_object().member("rawBytes", base64_encode(certificate_der(pem))).end_object();
            out.end_array().end_object();
        }
        out.key("tlogEntries").begin_array();
        for (const EntryParts& entry : parts.entries) out.raw(entry_json(entry, log_id()));
        out.end_array().key("timestampVerificationData").begin_object().key("rfc3161Timestamps").begin_array();
        for (const std::string& stamp : parts.timestamps)
            out.begin_object().member("signedTimestamp", base64_encode(stamp)).end_object();
        out.end_array().end_object().end_object();
        if (parts.envelope) {
            out.key("dsseEnvelope")
                .begin_object()
                .member("payload", base64_encode(parts.payload))
                .member("payloadType", parts.payload_type);
            out.key("signatures")
                .begin_array()
                .begin_object()
                .member("sig", base64_encode(parts.signature))
                .member("keyid", "")
                .end_object()
                .end_array();
        } else {
            out.key("messageSignature")
                .begin_object()
                .key("messageDigest")
                .begin_object()
                .member("algorithm", "SHA2_256");
            out.member("digest", base64_encode(parts.digest))
                .end_object()
                .member("signature", base64_encode(parts.signature));
        }
        out.end_object().end_object();
        return out.take();
    }

    std::string trusted_root() const {
        JsonWriter out(JsonLayout::compact);
        out.begin_object().member("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
        log_json(out, "tlogs", "https://log.test", log_key);
        log_json(out, "ctlogs", "https://certificates.test", certificate_log_key);
        authority_json(out, "certificateAuthorities", {fulcio.certificate, root.certificate});
        authority_json(out, "timestampAuthorities", {clock.certificate, root.certificate});
        out.end_object();
        return out.take();
    }

  private:
    static std::string entry_json(const EntryParts& entry, const std::string& id) {
        JsonWriter out(JsonLayout::compact);
        out.begin_object().member("logIndex", std::to_string(entry.index));
        out.key("logId").begin_object().member("keyId", base64_encode(id)).end_object();
        out.key("kindVersion").begin_object().member("kind", entry.kind).member("version", entry.version).end_object();
        if (entry.integrated != 0) out.member("integratedTime", std::to_string(entry.integrated));
        if (entry.with_promise)
            out.key("inclusionPromise")
                .begin_object()
                .member("signedEntryTimestamp", base64_encode(entry.promise))
                .end_object();
        if (entry.with_proof) {
            out.key("inclusionProof").begin_object().member("logIndex", std::to_string(entry.proof_index));
            out.member("rootHash", base64_encode(entry.root)).member("treeSize", std::to_string(entry.tree_size));
            out.key("hashes").begin_array();
            for (const std::string& hash : entry.path) out.value(base64_encode(hash));
            out.end_array()
                .key("checkpoint")
                .begin_object()
                .member("envelope", entry.checkpoint)
                .end_object()
                .end_object();
        }
        out.member("canonicalizedBody", base64_encode(entry.body)).end_object();
        return out.take();
    }
    static void log_json(JsonWriter& out, std::string_view name, std::string_view url, const std::string& key) {
        const std::string der = public_key_der(key);
        out.key(name).begin_array().begin_object().member("baseUrl", url).member("hashAlgorithm", "SHA2_256");
        out.key("publicKey")
            .begin_object()
            .member("rawBytes", base64_encode(der))
            .member("keyDetails", "PKIX_ECDSA_P256_SHA_256");
        valid_json(out);
        out.end_object().key("logId").begin_object().member("keyId", base64_encode(sha256_bytes(der))).end_object();
        out.end_object().end_array();
    }
    static void authority_json(JsonWriter& out, std::string_view name, const std::vector<std::string>& chain) {
        out.key(name)
            .begin_array()
            .begin_object()
            .key("subject")
            .begin_object()
            .member("organization", "test")
            .member("commonName", "test")
            .end_object();
        out.member("uri", "https://authority.test").key("certChain").begin_object().key("certificates").begin_array();
        for (const std::string& pem : chain)
            out.begin_object().member("rawBytes", base64_encode(certificate_der(pem))).end_object();
        out.end_array().end_object();
        valid_json(out);
        out.end_object().end_array();
    }
    static void valid_json(JsonWriter& out) {
        out.key("validFor")
            .begin_object()
            .member("start", format_instant(noon - 1000 * day))
            .member("end", format_instant(noon + 1000 * day))
            .end_object();
    }
};

}  // namespace ward::signing::test
