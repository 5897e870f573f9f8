#include <fmt/core.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "formats/signing/cms.h"
#include "formats/signing/handles.h"
#include "formats/signing/signer_key.h"

namespace ward::signing {
namespace {

const EVP_MD* method_of(Digest digest) {
    switch (digest) {
        case Digest::sha256: return EVP_sha256();
        case Digest::sha512: return EVP_sha512();
        case Digest::sha384: break;
    }
    return EVP_sha384();
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
    WARD_TRY(const SignerKey by,
             read_signer(key_pem, chain_pem, options.passphrase, options.signing_time, options.require_code_signing));
    const auto& chain = by.chain;
    std::vector<Certificate> others;
    if (!options.extra_certificates_pem.empty()) {
        WARD_TRY(others,
                 certificates_of_pem(options.extra_certificates_pem, "the extra certificates", Problem::key_unusable));
    }
    if (chain.size() + others.size() > max_certificates)
        return refuse(Problem::too_many_certificates, fmt::format("more than {} certificates", max_certificates));

    constexpr unsigned int flags = CMS_BINARY | CMS_DETACHED | CMS_PARTIAL;
    const Owned<CMS_ContentInfo_st> message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    CMS_SignerInfo* signer = message ? CMS_add1_signer(message.get(), chain.front().get(), by.key.get(),
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
