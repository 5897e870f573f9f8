#include "formats/signing/sigstore_certificate.h"

#include <algorithm>

#include <fmt/core.h>
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "formats/signing/path.h"

namespace ward::signing {
namespace {

constexpr std::string_view fulcio_arc = "1.3.6.1.4.1.57264.1.";
constexpr int claims_in_raw_text = 6;  // .1 to .6 are plain bytes, later ones are DER of a UTF8String
constexpr size_t max_timestamps_in_certificate = 16;

std::string dotted(const ASN1_OBJECT* object) {
    std::array<char, 128> text{};
    OBJ_obj2txt(text.data(), text.size(), object, 1);
    return text.data();
}

std::optional<std::string> utf8_string(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = at + der.size();
    ASN1_UTF8STRING* text = d2i_ASN1_UTF8STRING(nullptr, &at, static_cast<long>(der.size()));
    std::optional<std::string> out;
    if (text != nullptr && at == end) out = bytes_of(text);
    ASN1_UTF8STRING_free(text);
    ERR_clear_error();
    return out;
}

struct NamesFree {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::vector<std::string> alternative_names(x509_st* certificate) {
    std::vector<std::string> out;
    const std::unique_ptr<GENERAL_NAMES, NamesFree> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_EMAIL) out.push_back(bytes_of(name->d.rfc822Name));
        if (name->type == GEN_URI) out.push_back(bytes_of(name->d.uniformResourceIdentifier));
        if (name->type == GEN_OTHERNAME && dotted(name->d.otherName->type_id) == std::string(fulcio_arc) + "7" &&
            name->d.otherName->value->type == V_ASN1_UTF8STRING)
            out.push_back(bytes_of(name->d.otherName->value->value.utf8string));
    }
    ERR_clear_error();
    return out;
}

Verdict<std::vector<Certificate>> chain_of(const CertificateAuthority& authority) {
    std::vector<Certificate> chain;
    for (const std::string& der : authority.chain_der) {
        WARD_TRY(Certificate certificate, certificate_of_der(der, "a certificate of an authority"));
        chain.push_back(std::move(certificate));
    }
    if (chain.empty()) return refuse(Problem::trust_unusable, "an authority has no certificate");
    return chain;
}

Verdict<IssuedBy> check_by(x509_st* certificate, const CertificateAuthority& authority,
                           std::span<const Instant> times) {
    WARD_TRY(const auto chain, chain_of(authority));
    Anchors anchors;
    anchors.store.reset(X509_STORE_new());
    X509_STORE_add_cert(anchors.store.get(), chain.back().get());
    X509_STORE_set_flags(anchors.store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    IssuedBy issued;
    for (const Instant time : times) {
        if (!authority.validity.covers(time))
            return refuse(Problem::root_untrusted,
                          fmt::format("the authority is not trusted for {}", format_instant(time)));
        WARD_TRY(issued.path, check_path(anchors, certificate, chain, {.at = time, .usage = Usage::code_signing}));
    }
    for (const Certificate& candidate : chain)
        if (X509_check_issued(candidate.get(), certificate) == X509_V_OK &&
            X509_verify(certificate, X509_get0_pubkey(candidate.get())) == 1)
            issued.issuer = share(candidate.get());
    ERR_clear_error();
    if (!issued.issuer)
        return refuse(Problem::issuer_unknown, "the certificate's issuer is not among the authority's certificates");
    return issued;
}

std::string big_endian(uint64_t number, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xff);
    return out;
}

// What a log signs about a certificate: its body without the timestamps (RFC 6962, 3.2).
std::string logged_body(x509_st* certificate) {
    const Certificate bare(X509_dup(certificate));
    const int at = X509_get_ext_by_NID(bare.get(), NID_ct_precert_scts, -1);
    if (at >= 0) X509_EXTENSION_free(X509_delete_ext(bare.get(), at));
    unsigned char* der = nullptr;
    const int size = i2d_re_X509_tbs(bare.get(), &der);
    std::string body(reinterpret_cast<const char*>(der), size > 0 ? static_cast<size_t>(size) : 0);
    OPENSSL_free(der);
    return body;
}

Verdict<void> check_timestamp(const SCT* timestamp, const std::string& body, const std::string& issuer_key_hash,
                              std::span<const TransparencyLog> logs) {
    unsigned char* data = nullptr;
    const size_t id_size = SCT_get0_log_id(timestamp, &data);
    const std::string id(reinterpret_cast<const char*>(data), id_size);
    const uint64_t milliseconds = SCT_get_timestamp(timestamp);
    const auto when = static_cast<Instant>(milliseconds / 1000);
    const TransparencyLog* log = nullptr;
    for (const TransparencyLog& candidate : logs)
        if (candidate.id == id && candidate.validity.covers(when)) log = &candidate;
    if (log == nullptr)
        return refuse(Problem::certificate_log_wrong,
                      fmt::format("the certificate was logged by {}, which is not a trusted log", hex(id)));
    const size_t extensions_size = SCT_get0_extensions(timestamp, &data);
    const std::string extensions(reinterpret_cast<const char*>(data), extensions_size);
    const size_t signature_size = SCT_get0_signature(timestamp, &data);
    const std::string signature(reinterpret_cast<const char*>(data), signature_size);
    const std::string message = std::string(2, '\0') + big_endian(milliseconds, 8) + big_endian(1, 2) +
                                issuer_key_hash + big_endian(body.size(), 3) + body + big_endian(extensions_size, 2) +
                                extensions;
    WARD_TRY(const Key key, public_key(log->key_der, "the certificate log's key"));
    if (!signature_holds(key.get(), EVP_sha256(), message, signature))
        return refuse(Problem::certificate_log_wrong, "the certificate log's signature is wrong");
    return {};
}

struct TimestampsFree {
    void operator()(STACK_OF(SCT) * list) const { SCT_LIST_free(list); }
};

}  // namespace

Verdict<CertificateIdentity> identity_of(x509_st* certificate) {
    CertificateIdentity identity{.names = alternative_names(certificate)};
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* extension = X509_get_ext(certificate, i);
        const std::string oid = dotted(X509_EXTENSION_get_object(extension));
        if (!oid.starts_with(fulcio_arc)) continue;
        const auto number = to_number<int>(std::string_view(oid).substr(fulcio_arc.size()));
        if (!number) continue;
        const std::string bytes = bytes_of(X509_EXTENSION_get_data(extension));
        const auto text = *number <= claims_in_raw_text ? std::optional(bytes) : utf8_string(bytes);
        if (!text) continue;
        identity.claims.emplace_back(oid, *text);
        // .8 is the successor of .1; where a certificate has both, they must agree.
        if (*number != 1 && *number != 8) continue;
        if (!identity.issuer.empty() && identity.issuer != *text)
            return refuse(Problem::issuer_mismatch, "the certificate names two different identity providers");
        identity.issuer = *text;
    }
    return identity;
}

Verdict<IssuedBy> check_issuer(x509_st* certificate, std::span<const CertificateAuthority> authorities,
                               std::span<const Instant> times) {
    if (authorities.empty()) return refuse(Problem::trust_unusable, "no certificate authority is given");
    std::optional<Refusal> reason;
    for (const CertificateAuthority& authority : authorities) {
        auto issued = check_by(certificate, authority, times);
        if (issued) return issued;
        // The most telling refusal: one by an authority that knows the certificate.
        if (!reason || reason->problem == Problem::issuer_unknown || reason->problem == Problem::root_untrusted)
            reason = issued.error();
    }
    return std::unexpected(*reason);
}

Verdict<size_t> check_certificate_log(x509_st* certificate, x509_st* issuer, std::span<const TransparencyLog> logs) {
    const std::unique_ptr<STACK_OF(SCT), TimestampsFree> timestamps(
        static_cast<STACK_OF(SCT)*>(X509_get_ext_d2i(certificate, NID_ct_precert_scts, nullptr, nullptr)));
    ERR_clear_error();
    if (!timestamps) return 0;
    const auto count = static_cast<size_t>(sk_SCT_num(timestamps.get()));
    if (count > max_timestamps_in_certificate)
        return refuse(Problem::too_large,
                      fmt::format("the certificate has more than {} log timestamps", max_timestamps_in_certificate));
    const std::string body = logged_body(certificate);
    const std::string issuer_key_hash = digest_of(EVP_sha256(), der_of(X509_get0_pubkey(issuer)));
    for (size_t i = 0; i < count; ++i)
        WARD_TRY_VOID(
            check_timestamp(sk_SCT_value(timestamps.get(), static_cast<int>(i)), body, issuer_key_hash, logs));
    return count;
}

}  // namespace ward::signing
