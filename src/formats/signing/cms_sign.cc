#include <fmt/format.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "formats/signing/cms.h"
#include "formats/signing/handles.h"
#include "formats/signing/path.h"

namespace ward::signing {
namespace {

constexpr int min_rsa_bits = 2048;
constexpr int min_curve_bits = 256;

const EVP_MD* method_of(Digest digest) {
    switch (digest) {
        case Digest::sha256: return EVP_sha256();
        case Digest::sha512: return EVP_sha512();
        case Digest::sha384: break;
    }
    return EVP_sha384();
}

Verdict<void> check_key(const evp_pkey_st* key) {
    const int kind = EVP_PKEY_get_base_id(key);
    const int bits = EVP_PKEY_get_bits(key);
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC)
        return refuse(Problem::key_unusable,
                      "the key is neither RSA nor an elliptic curve's (sign with raw Ed25519 instead)");
    if (bits < (kind == EVP_PKEY_RSA ? min_rsa_bits : min_curve_bits))
        return refuse(Problem::weak_key, fmt::format("the key has only {} bits", bits));
    return {};
}

// What a reader would refuse later is refused where it can still be mended.
Verdict<void> check_certificate(X509* certificate, EVP_PKEY* key, const SignOptions& options) {
    const std::string who = shown_subject(certificate);
    if (X509_check_private_key(certificate, key) != 1) {
        ERR_clear_error();
        return refuse(Problem::key_mismatch,
                      fmt::format("the private key does not belong to the first certificate, \"{}\"", who));
    }
    const CertificateFacts facts = facts_of(certificate);
    if (options.signing_time < facts.not_before || options.signing_time > facts.not_after)
        return refuse(options.signing_time < facts.not_before ? Problem::not_yet_valid : Problem::expired,
                      fmt::format("\"{}\" is valid from {} to {}, and the signing time is {}", who,
                                  format_instant(facts.not_before), format_instant(facts.not_after),
                                  format_instant(options.signing_time)));
    if (!options.require_code_signing) return {};
    if (X509_check_ca(certificate) != 0)
        return refuse(Problem::authority_as_signer,
                      fmt::format("\"{}\" is the certificate of an authority, not of a signer", who));
    const uint32_t uses = X509_get_extended_key_usage(certificate);
    if (uses == UINT32_MAX || (uses & XKU_CODE_SIGN) == 0)
        return refuse(Problem::wrong_usage, fmt::format("\"{}\" is not for codeSigning", who));
    return {};
}

bool add_signing_time(CMS_SignerInfo* signer, Instant time) {
    // UTCTime up to 2049, GeneralizedTime after (RFC 5652, 11.3): this function's own choice is the same.
    ASN1_TIME* value = ASN1_TIME_set(nullptr, time);
    const bool added =
        value != nullptr && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, value->type, value, -1) == 1;
    ASN1_TIME_free(value);
    return added;
}

}  // namespace

std::string_view name_of(Digest digest) {
    switch (digest) {
        case Digest::sha256: return "sha256";
        case Digest::sha384: return "sha384";
        case Digest::sha512: return "sha512";
    }
    return {};
}

Verdict<std::string> sign_detached(std::string_view content, std::string_view key_pem, std::string_view chain_pem,
                                   const SignOptions& options) {
    if (content.size() > max_content_bytes)
        return refuse(Problem::too_large, fmt::format("the content has more than {} bytes", max_content_bytes));
    WARD_TRY(const Key key, private_key(key_pem, options.passphrase));
    WARD_TRY_VOID(check_key(key.get()));
    WARD_TRY(const auto chain, certificates_of_pem(chain_pem, "the signer's certificate", Problem::key_unusable));
    WARD_TRY_VOID(check_certificate(chain.front().get(), key.get(), options));
    std::vector<Certificate> others;
    if (!options.extra_certificates_pem.empty()) {
        WARD_TRY(others,
                 certificates_of_pem(options.extra_certificates_pem, "the extra certificates", Problem::key_unusable));
    }
    if (chain.size() + others.size() > max_certificates)
        return refuse(Problem::too_many_certificates, fmt::format("more than {} certificates", max_certificates));

    constexpr unsigned int flags = CMS_BINARY | CMS_DETACHED | CMS_PARTIAL;
    const Owned<CMS_ContentInfo_st> message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    CMS_SignerInfo* signer = message ? CMS_add1_signer(message.get(), chain.front().get(), key.get(),
                                                       method_of(options.digest), flags | CMS_CADES | CMS_NOSMIMECAP)
                                     : nullptr;
    bool made = signer != nullptr && add_signing_time(signer, options.signing_time);
    for (size_t i = 1; made && i < chain.size(); ++i) made = CMS_add1_cert(message.get(), chain[i].get()) == 1;
    for (size_t i = 0; made && i < others.size(); ++i) made = CMS_add1_cert(message.get(), others[i].get()) == 1;
    made = made && CMS_final(message.get(), bio_over(content).get(), nullptr, CMS_BINARY | CMS_DETACHED) == 1;
    unsigned char* der = nullptr;
    const int size = made ? i2d_CMS_ContentInfo(message.get(), &der) : 0;
    std::string bytes;
    if (size > 0) bytes.assign(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
    OPENSSL_free(der);
    const std::string reason = openssl_reason();
    if (bytes.empty()) return refuse(Problem::key_unusable, "OpenSSL could not sign: " + reason);
    return bytes;
}

}  // namespace ward::signing
