#include "formats/signing/handles.h"

#include <chrono>
#include <climits>
#include <ctime>

#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace ward::signing {

void Free::operator()(bio_st* object) const {
    BIO_free_all(object);
}
void Free::operator()(evp_md_ctx_st* object) const {
    EVP_MD_CTX_free(object);
}
void Free::operator()(evp_pkey_st* object) const {
    EVP_PKEY_free(object);
}
void Free::operator()(stack_st_X509* object) const {
    sk_X509_pop_free(object, X509_free);
}
void Free::operator()(x509_st* object) const {
    X509_free(object);
}
void Free::operator()(X509_crl_st* object) const {
    X509_CRL_free(object);
}
void Free::operator()(x509_store_st* object) const {
    X509_STORE_free(object);
}
void Free::operator()(x509_store_ctx_st* object) const {
    X509_STORE_CTX_free(object);
}
void Free::operator()(CMS_ContentInfo_st* object) const {
    CMS_ContentInfo_free(object);
}
void Free::operator()(pkcs7_st* object) const {
    PKCS7_free(object);
}

std::string openssl_reason() {
    const unsigned long code = ERR_peek_last_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return reason == nullptr ? "OpenSSL gives no reason" : reason;
}

Owned<bio_st> bio_over(std::string_view bytes) {
    // Callers keep everything below their limits, all of them far below INT_MAX.
    return Owned<bio_st>(BIO_new_mem_buf(bytes.data(), static_cast<int>(std::min<size_t>(bytes.size(), INT_MAX))));
}

std::string bytes_of(const asn1_string_st* text) {
    if (text == nullptr) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<size_t>(ASN1_STRING_length(text))};
}

std::string name_text(const X509_name_st* name) {
    const Owned<bio_st> out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

std::optional<Instant> instant_of(const asn1_string_st* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    using namespace std::chrono;
    const year_month_day date(year(parts.tm_year + 1900), month(static_cast<unsigned>(parts.tm_mon + 1)),
                              day(static_cast<unsigned>(parts.tm_mday)));
    const auto time_of_day = hours(parts.tm_hour) + minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
    return (sys_days(date) + time_of_day).time_since_epoch().count();
}

Certificate share(x509_st* certificate) {
    X509_up_ref(certificate);
    return Certificate(certificate);
}

Verdict<std::vector<Certificate>> certificates_of_pem(std::string_view pem, std::string_view what, Problem problem) {
    std::vector<Certificate> certificates;
    const Owned<bio_st> in = bio_over(pem);
    while (x509_st* next = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) certificates.emplace_back(next);
    // The end of the text shows as "no start line"; everything else is a certificate that does not parse.
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const std::string reason = openssl_reason();
    if (!at_end)
        return refuse(problem,
                      fmt::format("{}: certificate {} cannot be read ({})", what, certificates.size() + 1, reason));
    if (certificates.empty()) return refuse(problem, fmt::format("{}: no certificate in PEM form", what));
    return certificates;
}

Verdict<Certificate> certificate_of_der(std::string_view der, std::string_view what) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = at + der.size();
    Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!certificate || at != end) {
        const std::string reason = certificate ? "bytes follow it" : openssl_reason();
        return refuse(Problem::malformed, fmt::format("{} is not a certificate ({})", what, reason));
    }
    return certificate;
}

Verdict<Owned<X509_crl_st>> crl_of(std::string_view pem_or_der) {
    Owned<X509_crl_st> crl;
    if (pem_or_der.find("-----BEGIN") != std::string_view::npos) {
        crl.reset(PEM_read_bio_X509_CRL(bio_over(pem_or_der).get(), nullptr, nullptr, nullptr));
    } else {
        const auto* at = reinterpret_cast<const unsigned char*>(pem_or_der.data());
        crl.reset(d2i_X509_CRL(nullptr, &at, static_cast<long>(pem_or_der.size())));
    }
    if (!crl) return refuse(Problem::trust_unusable, "the revocation list cannot be read: " + openssl_reason());
    return crl;
}

namespace {

struct PassphraseRequest {
    const std::optional<std::string>* passphrase;
    bool asked = false;
};

int give_passphrase(char* buffer, int size, int /*writing*/, void* request_pointer) {
    auto* request = static_cast<PassphraseRequest*>(request_pointer);
    request->asked = true;
    const auto& passphrase = *request->passphrase;
    if (!passphrase || passphrase->size() > static_cast<size_t>(size)) return -1;
    passphrase->copy(buffer, passphrase->size());
    return static_cast<int>(passphrase->size());
}

}  // namespace

Verdict<Key> private_key(std::string_view pem, const std::optional<std::string>& passphrase) {
    PassphraseRequest request{&passphrase};
    Key key(PEM_read_bio_PrivateKey(bio_over(pem).get(), nullptr, give_passphrase, &request));
    const std::string reason = openssl_reason();
    if (key) return key;
    if (!request.asked) return refuse(Problem::key_unusable, "no private key in PEM form: " + reason);
    if (!passphrase)
        return refuse(Problem::passphrase_missing, "the private key is encrypted and no passphrase was given");
    return refuse(Problem::passphrase_wrong, "the passphrase does not open the private key");
}

Verdict<Key> public_key(std::string_view pem_or_der, std::string_view what) {
    Key key;
    if (pem_or_der.find("-----BEGIN") != std::string_view::npos) {
        key.reset(PEM_read_bio_PUBKEY(bio_over(pem_or_der).get(), nullptr, nullptr, nullptr));
    } else {
        const auto* at = reinterpret_cast<const unsigned char*>(pem_or_der.data());
        key.reset(d2i_PUBKEY(nullptr, &at, static_cast<long>(pem_or_der.size())));
    }
    if (!key) return refuse(Problem::trust_unusable, fmt::format("{} is not a public key: {}", what, openssl_reason()));
    return key;
}

namespace {

template <auto encode>
std::string encoded(const auto* object) {
    unsigned char* der = nullptr;
    const int size = encode(object, &der);
    std::string bytes;
    if (size > 0) bytes.assign(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

}  // namespace

std::string der_of(const evp_pkey_st* key) {
    return encoded<i2d_PUBKEY>(key);
}

std::string der_of(const x509_st* certificate) {
    return encoded<i2d_X509>(certificate);
}

bool signature_holds(evp_pkey_st* key, const evp_md_st* digest, std::string_view message, std::string_view signature) {
    const Owned<evp_md_ctx_st> context(EVP_MD_CTX_new());
    const bool holds =
        EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                         reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
    ERR_clear_error();
    return holds;
}

const evp_md_st* usual_digest(const evp_pkey_st* key) {
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_ED25519: return nullptr;
        case EVP_PKEY_EC: {
            const int bits = EVP_PKEY_get_bits(key);
            return bits > 384 ? EVP_sha512() : bits > 256 ? EVP_sha384() : EVP_sha256();
        }
        default: return EVP_sha256();
    }
}

std::string digest_of(const evp_md_st* digest, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &size, digest, nullptr);
    out.resize(size);
    return out;
}

}  // namespace ward::signing
