// Owners of OpenSSL's objects, and the few readings of bytes that all of signing shares. Private to this folder.
// OpenSSL's types are only declared here; its headers stay in .cc files.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "formats/signing/refusal.h"

// NOLINTBEGIN(readability-identifier-naming): OpenSSL's names
struct asn1_string_st;
struct bio_st;
struct evp_md_ctx_st;
struct evp_md_st;
struct evp_pkey_st;
struct stack_st_X509;
struct x509_st;
struct X509_crl_st;
struct X509_name_st;
struct x509_store_st;
struct x509_store_ctx_st;
struct CMS_ContentInfo_st;
struct pkcs7_st;
// NOLINTEND(readability-identifier-naming)

namespace ward::signing {

struct Free {
    void operator()(bio_st* object) const;
    void operator()(evp_md_ctx_st* object) const;
    void operator()(evp_pkey_st* object) const;
    void operator()(stack_st_X509* object) const;  // and the certificates in it
    void operator()(x509_st* object) const;
    void operator()(X509_crl_st* object) const;
    void operator()(x509_store_st* object) const;
    void operator()(x509_store_ctx_st* object) const;
    void operator()(CMS_ContentInfo_st* object) const;
    void operator()(pkcs7_st* object) const;
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;
using Certificate = Owned<x509_st>;
using Key = Owned<evp_pkey_st>;

// What OpenSSL has to say about its last failure in this thread, on one line; empties its queue.
std::string openssl_reason();

// The bytes stay the caller's and must outlive the BIO.
Owned<bio_st> bio_over(std::string_view bytes);
std::string bytes_of(const asn1_string_st* text);
std::string name_text(const X509_name_st* name);  // RFC 4514, UTF-8
std::optional<Instant> instant_of(const asn1_string_st* time);

Certificate share(x509_st* certificate);  // one more owner

// All certificates of a PEM text, at least one; `what` names the text in errors ("the trusted roots").
Verdict<std::vector<Certificate>> certificates_of_pem(std::string_view pem, std::string_view what, Problem problem);
// One certificate, the whole of `der`.
Verdict<Certificate> certificate_of_der(std::string_view der, std::string_view what);
Verdict<Owned<X509_crl_st>> crl_of(std::string_view pem_or_der);
// A private key in PEM. `passphrase` is used only if the key is encrypted.
Verdict<Key> private_key(std::string_view pem, const std::optional<std::string>& passphrase);
// A public key: PEM, or the DER of a SubjectPublicKeyInfo.
Verdict<Key> public_key(std::string_view pem_or_der, std::string_view what);
std::string der_of(const evp_pkey_st* key);  // SubjectPublicKeyInfo
std::string der_of(const x509_st* certificate);

// Is `signature` one over `message` by `key`? `digest` is null for Ed25519, which takes the message itself.
bool signature_holds(evp_pkey_st* key, const evp_md_st* digest, std::string_view message, std::string_view signature);
// SHA-256 for RSA and P-256, SHA-384 and -512 for the larger curves, null for Ed25519.
const evp_md_st* usual_digest(const evp_pkey_st* key);
std::string digest_of(const evp_md_st* digest, std::string_view bytes);

}  // namespace ward::signing
