#include "formats/signing/signer_key.h"

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "formats/signing/path.h"

namespace ward::signing {
namespace {

constexpr int min_rsa_bits = 2048;
constexpr int min_curve_bits = 256;

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
Verdict<void> check_certificate(X509* certificate, EVP_PKEY* key, Instant when, bool require_code_signing) {
    const std::string who = shown_subject(certificate);
    if (X509_check_private_key(certificate, key) != 1) {
        ERR_clear_error();
        return refuse(Problem::key_mismatch,
                      fmt::format("the private key does not belong to the first certificate, \"{}\"", who));
    }
    const CertificateFacts facts = facts_of(certificate);
    if (when < facts.not_before || when > facts.not_after)
        return refuse(
            when < facts.not_before ? Problem::not_yet_valid : Problem::expired,
            fmt::format("\"{}\" is valid from {} to {}, and the signing time is {}", who,
                        format_instant(facts.not_before), format_instant(facts.not_after), format_instant(when)));
    if (!require_code_signing) return {};
    if (X509_check_ca(certificate) != 0)
        return refuse(Problem::authority_as_signer,
                      fmt::format("\"{}\" is the certificate of an authority, not of a signer", who));
    const uint32_t uses = X509_get_extended_key_usage(certificate);
    if (uses == UINT32_MAX || (uses & XKU_CODE_SIGN) == 0)
        return refuse(Problem::wrong_usage, fmt::format("\"{}\" is not for codeSigning", who));
    return {};
}

}  // namespace

Verdict<SignerKey> read_signer(std::string_view key_pem, std::string_view chain_pem,
                               const std::optional<std::string>& passphrase, Instant when, bool require_code_signing) {
    SignerKey signer;
    WARD_TRY(signer.key, private_key(key_pem, passphrase));
    WARD_TRY_VOID(check_key(signer.key.get()));
    WARD_TRY(signer.chain, certificates_of_pem(chain_pem, "the signer's certificate", Problem::key_unusable));
    WARD_TRY_VOID(check_certificate(signer.chain.front().get(), signer.key.get(), when, require_code_signing));
    return signer;
}

}  // namespace ward::signing
