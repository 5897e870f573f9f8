// Detached signatures over files: CMS (RFC 5652, what Windows calls PKCS #7), DER, with signed attributes, as
// `openssl cms -verify -binary` and Windows' CryptVerifyDetachedMessageSignature read them. Content is taken as it is:
// no line end is ever changed.
//
// Verification is OpenSSL's, and besides it the digest of the content is compared here, because there are verifiers
// that only check the signature over the attributes and then believe any content. What is not done: fetching of
// revocation lists or missing certificates, OCSP, counter-signatures other than RFC 3161 timestamps.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "formats/signing/refusal.h"
#include "formats/signing/trust.h"

namespace ward::signing {

constexpr size_t max_signature_bytes = 1u << 20;
constexpr size_t max_content_bytes = 1u << 30;  // OpenSSL counts bytes in memory as int

enum class Digest { sha256, sha384, sha512 };
std::string_view name_of(Digest digest);  // "sha384"

struct SignOptions {
    Digest digest = Digest::sha384;
    // Goes into the signed attributes. For information: a reader believes it only with a timestamp.
    Instant signing_time = 0;
    std::string extra_certificates_pem{};     // put into the signature besides the chain
    std::optional<std::string> passphrase{};  // of the key
    bool require_code_signing = true;         // refuse a certificate that `verify_detached` would refuse for its usage
};

// The DER of a detached signature by `key_pem` (RSA from 2048 bits, or an elliptic curve from 256). The first
// certificate of `chain_pem` is the signer's, the others go along. With an RSA key, the same input gives the same
// bytes.
Verdict<std::string> sign_detached(std::string_view content, std::string_view key_pem, std::string_view chain_pem,
                                   const SignOptions& options);

struct VerifyOptions {
    // When: normally ward::now(). The signing time in the signature is only a claim of the signer, so an expired
    // certificate is refused, unless a timestamp of a trusted authority shows that it was valid.
    Instant at = 0;
    bool require_code_signing = true;  // extended key usage of the signer and, where they limit it, of those above
    bool require_revocation_list = false;
    bool allow_several_signers = false;  // all of them must hold
};

struct SignerFacts {
    CertificateFacts certificate{};
    std::vector<CertificateFacts> path{};   // from the signer's certificate to the root
    Digest digest = Digest::sha256;         // of the content
    bool signed_attributes = false;         // without them the signature is over the content itself
    std::optional<Instant> signing_time{};  // as the signer claims
    std::optional<Instant> timestamp{};     // as a trusted time-stamping authority says
    bool timestamp_ignored = false;         // there is one, and no timestamp root was given
};

struct Verified {
    std::vector<SignerFacts> signers{};  // one, unless several are allowed
};

Verdict<Verified> verify_detached(std::string_view content, std::string_view der, const Trust& trust,
                                  const VerifyOptions& options);

}  // namespace ward::signing
