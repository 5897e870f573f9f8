// The implementation of testing.h: everything OpenSSL can issue that the tests need.
#include <stdexcept>

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include "formats/signing/handles.h"
#include "formats/signing/testing.h"

namespace ward::signing::test {
namespace {

void demand(bool good) {
    if (!good) throw std::runtime_error("OpenSSL: " + openssl_reason());
}

std::string written(BIO* out) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    return {data, static_cast<size_t>(size)};
}

template <auto encode>
std::string der(auto* object) {
    unsigned char* bytes = nullptr;
    const int size = encode(object, &bytes);
    demand(size > 0);
    std::string text(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
    OPENSSL_free(bytes);
    return text;
}

Key key_of(const std::string& pem) {
    Key key(PEM_read_bio_PrivateKey(bio_over(pem).get(), nullptr, nullptr, nullptr));
    demand(key != nullptr);
    return key;
}

Certificate certificate_of(const std::string& pem) {
    Certificate certificate(PEM_read_bio_X509(bio_over(pem).get(), nullptr, nullptr, nullptr));
    demand(certificate != nullptr);
    return certificate;
}

const EVP_MD* digest_for(const EVP_PKEY* key, bool sha1 = false) {
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) return nullptr;
    return sha1 ? EVP_sha1() : EVP_sha256();
}

void extend(X509* certificate, X509_EXTENSION* extension) {
    demand(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

}  // namespace

std::string make_key(KeyKind kind) {
    Key key;
    switch (kind) {
        case KeyKind::rsa_1024: key.reset(EVP_RSA_gen(1024)); break;
        case KeyKind::rsa_2048: key.reset(EVP_RSA_gen(2048)); break;
        case KeyKind::rsa_3072: key.reset(EVP_RSA_gen(3072)); break;
        case KeyKind::p256: key.reset(EVP_EC_gen("P-256")); break;
        case KeyKind::p384: key.reset(EVP_EC_gen("P-384")); break;
        case KeyKind::ed25519: key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); break;
    }
    const Owned<bio_st> out(BIO_new(BIO_s_mem()));
    demand(key && PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return written(out.get());
}

std::string encrypted_key(const std::string& key, const std::string& passphrase) {
    const Owned<bio_st> out(BIO_new(BIO_s_mem()));
    demand(PEM_write_bio_PKCS8PrivateKey(out.get(), key_of(key).get(), EVP_aes_256_cbc(), passphrase.data(),
                                         static_cast<int>(passphrase.size()), nullptr, nullptr) == 1);
    return written(out.get());
}

std::string public_key_pem(const std::string& key) {
    const Owned<bio_st> out(BIO_new(BIO_s_mem()));
    demand(PEM_write_bio_PUBKEY(out.get(), key_of(key).get()) == 1);
    return written(out.get());
}

std::string public_key_der(const std::string& key) {
    return der_of(key_of(key).get());
}

std::string sign_bytes(const std::string& pem, std::string_view bytes) {
    const Key key = key_of(pem);
    const Owned<evp_md_ctx_st> context(EVP_MD_CTX_new());
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    size_t size = 0;
    demand(EVP_DigestSignInit(context.get(), nullptr, digest_for(key.get()), nullptr, key.get()) == 1);
    demand(EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) == 1);
    std::string signature(size, '\0');
    demand(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                          bytes.size()) == 1);
    signature.resize(size);
    return signature;
}

Wanted authority_named(std::string name, int64_t serial) {
    Wanted wanted;
    wanted.name = std::move(name);
    wanted.serial = serial;
    wanted.from = noon - 3650 * day;
    wanted.until = noon + 3650 * day;
    wanted.extensions = {{"basicConstraints", "critical,CA:TRUE"}, {"keyUsage", "critical,keyCertSign,cRLSign"}};
    return wanted;
}

Issued issue(const Wanted& wanted, const Issued* issuer, KeyKind kind) {
    return issue_for(make_key(kind), wanted, issuer);
}

Issued issue_for(const std::string& key_pem, const Wanted& wanted, const Issued* issuer) {
    const Key key = key_of(key_pem);
    const Key issuer_key = issuer == nullptr ? key_of(key_pem) : key_of(issuer->key);
    const Certificate certificate(X509_new());
    X509* x = certificate.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set_int64(X509_get_serialNumber(x), wanted.serial);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "O", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>("Tests of ward"), -1, -1, 0);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1, 0);
    const Certificate authority = issuer == nullptr ? share(x) : certificate_of(issuer->certificate);
    X509_set_issuer_name(x, X509_get_subject_name(authority.get()));
    ASN1_TIME_set(X509_getm_notBefore(x), wanted.from);
    ASN1_TIME_set(X509_getm_notAfter(x), wanted.until);
    X509_set_pubkey(x, key.get());
    X509V3_CTX context{};
    X509V3_set_ctx(&context, authority.get(), x, nullptr, nullptr, 0);
    std::vector<TextExtension> extensions = wanted.extensions;
    extensions.push_back({"subjectKeyIdentifier", "hash"});
    if (issuer != nullptr) extensions.push_back({"authorityKeyIdentifier", "keyid"});
    for (const auto& [name, text] : extensions)
        extend(x, X509V3_EXT_conf(nullptr, &context, name.c_str(), text.c_str()));
    for (const auto& [oid, value] : wanted.raw_extensions) {
        ASN1_OBJECT* object = OBJ_txt2obj(oid.c_str(), 1);
        ASN1_OCTET_STRING* data = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(data, reinterpret_cast<const unsigned char*>(value.data()),
                              static_cast<int>(value.size()));
        extend(x, X509_EXTENSION_create_by_OBJ(nullptr, object, 0, data));
        ASN1_OCTET_STRING_free(data);
        ASN1_OBJECT_free(object);
    }
    demand(X509_sign(x, issuer_key.get(), digest_for(issuer_key.get(), wanted.sha1)) > 0);
    const Owned<bio_st> out(BIO_new(BIO_s_mem()));
    demand(PEM_write_bio_X509(out.get(), x) == 1);
    return {key_pem, written(out.get())};
}

std::string certificate_der(const std::string& pem) {
    return der_of(certificate_of(pem).get());
}

std::string to_be_signed(const std::string& pem) {
    return der<i2d_re_X509_tbs>(certificate_of(pem).get());
}

std::string revocation_list(const Issued& issuer, const std::vector<int64_t>& serials, Instant from, Instant until) {
    const Owned<X509_crl_st> crl(X509_CRL_new());
    X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(certificate_of(issuer.certificate).get()));
    ASN1_TIME* time = ASN1_TIME_set(nullptr, from);
    X509_CRL_set1_lastUpdate(crl.get(), time);
    for (const int64_t serial : serials) {
        X509_REVOKED* entry = X509_REVOKED_new();
        ASN1_INTEGER* number = ASN1_INTEGER_new();
        ASN1_INTEGER_set_int64(number, serial);
        X509_REVOKED_set_serialNumber(entry, number);
        X509_REVOKED_set_revocationDate(entry, time);
        ASN1_INTEGER_free(number);
        X509_CRL_add0_revoked(crl.get(), entry);
    }
    ASN1_TIME_set(time, until);
    X509_CRL_set1_nextUpdate(crl.get(), time);
    ASN1_TIME_free(time);
    demand(X509_CRL_sign(crl.get(), key_of(issuer.key).get(), EVP_sha256()) > 0);
    const Owned<bio_st> out(BIO_new(BIO_s_mem()));
    demand(PEM_write_bio_X509_CRL(out.get(), crl.get()) == 1);
    return written(out.get());
}

namespace {

ASN1_INTEGER* serial_of_timestamp(TS_resp_ctx* /*context*/, void* /*data*/) {
    ASN1_INTEGER* serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(serial, 7);
    return serial;
}

int time_of_timestamp(TS_resp_ctx* /*context*/, void* data, long* seconds, long* microseconds) {
    *seconds = *static_cast<const Instant*>(data);
    *microseconds = 0;
    return 1;
}

}  // namespace

namespace {

struct ResponseFree {
    void operator()(TS_RESP* response) const { TS_RESP_free(response); }
};
using Response = std::unique_ptr<TS_RESP, ResponseFree>;

Response respond(const Issued& authority, std::string_view stamped, Instant time) {
    const std::string digest = digest_of(EVP_sha256(), stamped);
    TS_MSG_IMPRINT* imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR* algorithm = X509_ALGOR_new();
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
    TS_MSG_IMPRINT_set_algo(imprint, algorithm);
    X509_ALGOR_free(algorithm);
    std::string bytes = digest;
    TS_MSG_IMPRINT_set_msg(imprint, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    TS_REQ* request = TS_REQ_new();
    TS_REQ_set_version(request, 1);
    TS_REQ_set_msg_imprint(request, imprint);
    TS_REQ_set_cert_req(request, 1);
    TS_MSG_IMPRINT_free(imprint);
    const Owned<bio_st> in(BIO_new(BIO_s_mem()));
    demand(i2d_TS_REQ_bio(in.get(), request) == 1);
    TS_REQ_free(request);

    TS_RESP_CTX* context = TS_RESP_CTX_new();
    ASN1_OBJECT* policy = OBJ_txt2obj("1.2.3.4.1", 1);
    TS_RESP_CTX_set_def_policy(context, policy);
    ASN1_OBJECT_free(policy);
    TS_RESP_CTX_set_signer_cert(context, certificate_of(authority.certificate).get());
    TS_RESP_CTX_set_signer_key(context, key_of(authority.key).get());
    TS_RESP_CTX_set_signer_digest(context, EVP_sha256());
    TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256());
    TS_RESP_CTX_add_md(context, EVP_sha256());
    TS_RESP_CTX_set_serial_cb(context, serial_of_timestamp, nullptr);
    TS_RESP_CTX_set_time_cb(context, time_of_timestamp, &time);
    Response response(TS_RESP_create_response(context, in.get()));
    TS_RESP_CTX_free(context);
    demand(response != nullptr && TS_RESP_get_token(response.get()) != nullptr);
    return response;
}

}  // namespace

std::string timestamp_token(const Issued& authority, std::string_view stamped, Instant time) {
    return der<i2d_PKCS7>(TS_RESP_get_token(respond(authority, stamped, time).get()));
}

std::string timestamp_response(const Issued& authority, std::string_view stamped, Instant time) {
    return der<i2d_TS_RESP>(respond(authority, stamped, time).get());
}

namespace {

Owned<CMS_ContentInfo_st> message_of(const std::string& signature) {
    const auto* at = reinterpret_cast<const unsigned char*>(signature.data());
    Owned<CMS_ContentInfo_st> message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(signature.size())));
    demand(message != nullptr);
    return message;
}

CMS_SignerInfo* signer_of(CMS_ContentInfo* message) {
    return sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message), 0);
}

}  // namespace

std::string with_timestamp(const std::string& signature, const Issued& authority, Instant time) {
    const auto message = message_of(signature);
    const std::string token = timestamp_token(authority, signature_value(signature), time);
    demand(CMS_unsigned_add1_attr_by_NID(signer_of(message.get()), NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE,
                                         token.data(), static_cast<int>(token.size())) == 1);
    return der<i2d_CMS_ContentInfo>(message.get());
}

std::string signature_value(const std::string& signature) {
    return bytes_of(CMS_SignerInfo_get0_signature(signer_of(message_of(signature).get())));
}

// The authority itself: what it issues is what it was asked for.
TEST(Authority, issues_what_is_wanted) {
    const Issued root = issue(authority_named("Root"), nullptr);
    const Issued signer = issue({.name = "Somebody", .serial = 77}, &root);
    EXPECT_EQ(
        X509_verify(certificate_of(signer.certificate).get(), X509_get0_pubkey(certificate_of(root.certificate).get())),
        1);
    EXPECT_EQ(ASN1_INTEGER_get(X509_get_serialNumber(certificate_of(signer.certificate).get())), 77);
    const Key key = key_of(signer.key);
    EXPECT_TRUE(signature_holds(key.get(), EVP_sha256(), "text", sign_bytes(signer.key, "text")));
    EXPECT_FALSE(signature_holds(key.get(), EVP_sha256(), "texT", sign_bytes(signer.key, "text")));
}

}  // namespace ward::signing::test
