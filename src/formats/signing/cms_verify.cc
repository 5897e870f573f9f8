#include <algorithm>

#include <fmt/core.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/text.h"
#include "formats/signing/cms.h"
#include "formats/signing/handles.h"
#include "formats/signing/path.h"
#include "formats/signing/timestamp.h"

namespace ward::signing {
namespace {

std::string object_text(const ASN1_OBJECT* object) {
    std::array<char, 80> text{};
    OBJ_obj2txt(text.data(), text.size(), object, 0);
    return text.data();
}

Verdict<Owned<CMS_ContentInfo_st>> read_message(std::string_view der) {
    if (der.size() > max_signature_bytes)
        return refuse(Problem::too_large, fmt::format("the signature has more than {} bytes", max_signature_bytes));
    if (der.starts_with("-----BEGIN"))
        return refuse(Problem::malformed, "the signature is in PEM form; DER is expected (openssl: -outform DER)");
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = at + der.size();
    ERR_clear_error();
    Owned<CMS_ContentInfo_st> message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    if (!message) return refuse(Problem::malformed, "the signature is not CMS in DER form: " + openssl_reason());
    if (at != end) return refuse(Problem::trailing_bytes, fmt::format("{} bytes follow the signature", end - at));
    if (OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed)
        return refuse(Problem::not_signed_data,
                      fmt::format("the message is {}, not SignedData", object_text(CMS_get0_type(message.get()))));
    const ASN1_OBJECT* content_type = CMS_get0_eContentType(message.get());
    if (OBJ_obj2nid(content_type) != NID_pkcs7_data)
        return refuse(Problem::wrong_content_type,
                      fmt::format("what is signed says to be {}, not data", object_text(content_type)));
    ASN1_OCTET_STRING** content = CMS_get0_content(message.get());
    if (content != nullptr && *content != nullptr)
        return refuse(Problem::not_detached, "the signature has the content inside; a detached one is expected");
    return message;
}

Verdict<std::vector<Certificate>> certificates_in(CMS_ContentInfo* message) {
    const Owned<stack_st_X509> stack(CMS_get1_certs(message));
    std::vector<Certificate> certificates;
    if (stack && sk_X509_num(stack.get()) > static_cast<int>(max_certificates))
        return refuse(Problem::too_many_certificates,
                      fmt::format("the signature has more than {} certificates", max_certificates));
    for (int i = 0; stack && i < sk_X509_num(stack.get()); ++i)
        certificates.push_back(share(sk_X509_value(stack.get(), i)));
    return certificates;
}

// The digests that the message announces before its content. No signature covers the list, and no signer needs more
// than its own; but OpenSSL prepares them all, and loses memory over one that it does not know.
bool announces_known_digests(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = at + der.size();
    long length = 0;
    int tag = 0;
    int kind = 0;
    // 0x80 is an error; the lowest bit says that the element has no length and ends by a mark.
    const auto enter = [&] { return (ASN1_get_object(&at, &length, &tag, &kind, end - at) & 0x80) == 0; };
    const auto skip = [&] { return enter() && (at += length, true); };
    // ContentInfo, its type, [0], SignedData, its version, the set.
    if (!enter() || !skip() || !enter() || !enter() || !skip()) return false;
    const int form = ASN1_get_object(&at, &length, &tag, &kind, end - at);
    if ((form & 0x80) != 0 || tag != V_ASN1_SET) return false;
    const auto* stop = (form & 1) != 0 ? end : at + length;
    while (at < stop && *at != V_ASN1_EOC) {
        X509_ALGOR* digest = d2i_X509_ALGOR(nullptr, &at, stop - at);
        const int nid = digest == nullptr ? NID_undef : OBJ_obj2nid(digest->algorithm);
        X509_ALGOR_free(digest);
        if (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512) return false;
    }
    return true;
}

Verdict<Digest> digest_of_signer(CMS_SignerInfo* signer) {
    X509_ALGOR* digest = nullptr;
    X509_ALGOR* signature = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, &signature);
    const int nid = OBJ_obj2nid(digest->algorithm);
    const std::string name = object_text(digest->algorithm);
    if (nid == NID_md5 || nid == NID_sha1 || nid == NID_md4 || nid == NID_md2 || nid == NID_ripemd160)
        return refuse(Problem::weak_digest,
                      fmt::format("the content is digested with {}, which is broken or too short", name));
    if (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512)
        return refuse(Problem::unsupported_algorithm,
                      fmt::format("the content is digested with {}; SHA-256, -384 and -512 are understood", name));
    const int signature_nid = OBJ_obj2nid(signature->algorithm);
    int signature_digest = NID_undef;
    int key = NID_undef;
    const bool pair = OBJ_find_sigid_algs(signature_nid, &signature_digest, &key) == 1;
    const bool known = signature_nid == NID_rsaEncryption || signature_nid == NID_rsassaPss ||
                       (pair && (key == NID_rsaEncryption || key == NID_X9_62_id_ecPublicKey));
    if (!known)
        return refuse(Problem::unsupported_algorithm,
                      fmt::format("the signature algorithm is {}", object_text(signature->algorithm)));
    if (pair && signature_digest != NID_undef && signature_digest != nid)
        return refuse(Problem::attributes_wrong, fmt::format("the signature is {}, but the content is digested with {}",
                                                             object_text(signature->algorithm), name));
    return nid == NID_sha256 ? Digest::sha256 : nid == NID_sha384 ? Digest::sha384 : Digest::sha512;
}

const EVP_MD* method_of(Digest digest) {
    return digest == Digest::sha256 ? EVP_sha256() : digest == Digest::sha384 ? EVP_sha384() : EVP_sha512();
}

// The one value of an attribute that must be there once, with one value.
Verdict<const ASN1_TYPE*> single_value(CMS_SignerInfo* signer, int nid, std::string_view name) {
    const int index = CMS_signed_get_attr_by_NID(signer, nid, -1);
    if (index < 0) return refuse(Problem::attributes_wrong, fmt::format("the signed attributes lack {}", name));
    X509_ATTRIBUTE* attribute = CMS_signed_get_attr(signer, index);
    if (CMS_signed_get_attr_by_NID(signer, nid, index) >= 0 || X509_ATTRIBUTE_count(attribute) != 1)
        return refuse(Problem::attributes_wrong, fmt::format("the signed attributes have {} more than once", name));
    return X509_ATTRIBUTE_get0_type(attribute, 0);
}

// `content` with every line end as `end`.
std::string with_line_ends(std::string_view content, std::string_view end) {
    return replace_all(replace_all(content, "\r\n", "\n"), "\n", end);
}

// What to say about content that is not what was signed; `is_signed` answers for other forms of it.
template <typename Asked>
std::unexpected<Refusal> explain_content(std::string_view content, const Asked& is_signed, std::string_view otherwise,
                                         Problem problem) {
    constexpr std::string_view text_header = "Content-Type: text/plain\r\n\r\n";
    const std::string windows = with_line_ends(content, "\r\n");
    if (is_signed(std::string(text_header) + windows))
        return refuse(Problem::signed_as_text,
                      "the signature is over the content as MIME text (made with -text); sign the bytes as they are");
    if (windows != content && is_signed(windows))
        return refuse(
            Problem::line_ends_changed,
            "the signature is over this content with CRLF line ends (converted since, or signed without -binary)");
    const std::string unix = with_line_ends(content, "\n");
    if (unix != content && is_signed(unix))
        return refuse(Problem::line_ends_changed,
                      "the signature is over this content with LF line ends; it was converted to CRLF since");
    return refuse(problem, std::string(otherwise));
}

Verdict<void> check_signing_certificate(CMS_SignerInfo* signer, X509* certificate) {
    if (CMS_signed_get_attr_by_NID(signer, NID_id_smime_aa_signingCertificateV2, -1) < 0) return {};
    WARD_TRY(const ASN1_TYPE* value,
             single_value(signer, NID_id_smime_aa_signingCertificateV2, "signingCertificateV2"));
    const std::string der = value->type == V_ASN1_SEQUENCE ? bytes_of(value->value.sequence) : std::string();
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ESS_SIGNING_CERT_V2* named = d2i_ESS_SIGNING_CERT_V2(nullptr, &at, static_cast<long>(der.size()));
    // Only the signer's own certificate is compared: those above it are found anew.
    Owned<stack_st_X509> path(sk_X509_new_null());
    sk_X509_push(path.get(), share(certificate).release());
    const bool same = named != nullptr && OSSL_ESS_check_signing_certs(nullptr, named, path.get(), 1) == 1;
    ESS_SIGNING_CERT_V2_free(named);
    ERR_clear_error();
    if (!same)
        return refuse(Problem::certificate_replaced,
                      "the signed attributes name another certificate than the signer's");
    return {};
}

Verdict<void> check_attributes(CMS_SignerInfo* signer, X509* certificate, std::string_view content,
                               SignerFacts& facts) {
    WARD_TRY(const ASN1_TYPE* type, single_value(signer, NID_pkcs9_contentType, "contentType"));
    if (type->type != V_ASN1_OBJECT || OBJ_obj2nid(type->value.object) != NID_pkcs7_data)
        return refuse(Problem::attributes_wrong, "the signed attributes give another content type than the message");
    WARD_TRY(const ASN1_TYPE* digest, single_value(signer, NID_pkcs9_messageDigest, "messageDigest"));
    if (digest->type != V_ASN1_OCTET_STRING)
        return refuse(Problem::attributes_wrong, "messageDigest is not a string of bytes");
    // First the signature over the attributes: only then do they say anything about the content.
    const std::string expected = bytes_of(digest->value.octet_string);
    const EVP_MD* method = method_of(facts.digest);
    const bool same_digest = digest_of(method, content) == expected;
    if (CMS_SignerInfo_verify(signer) != 1) {
        ERR_clear_error();
        if (same_digest) return refuse(Problem::signature_wrong, "the signature over the signed attributes is wrong");
        return refuse(Problem::attributes_changed,
                      "the signed attributes were changed: the signature over them is wrong, and their messageDigest "
                      "is not that of the content");
    }
    WARD_TRY_VOID(check_signing_certificate(signer, certificate));
    if (!same_digest)
        return explain_content(
            content, [&](std::string_view other) { return digest_of(method, other) == expected; },
            "the content is not what was signed: its digest differs from messageDigest", Problem::content_changed);
    if (CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1) >= 0) {
        WARD_TRY(const ASN1_TYPE* time, single_value(signer, NID_pkcs9_signingTime, "signingTime"));
        if (time->type == V_ASN1_UTCTIME || time->type == V_ASN1_GENERALIZEDTIME)
            facts.signing_time = instant_of(time->value.asn1_string);
        if (!facts.signing_time) return refuse(Problem::attributes_wrong, "signingTime is not a time");
    }
    return {};
}

// A signature without signed attributes is over the content itself.
Verdict<void> check_direct(CMS_SignerInfo* signer, X509* certificate, std::string_view content,
                           const SignerFacts& facts) {
    // The attributes of a signature that has them are themselves bytes under a signature: passed off as content, they
    // would make a message that its signer never meant. They begin as a SET does.
    if (content.starts_with('\x31'))
        return refuse(
            Problem::attributes_wrong,
            "a signature without signed attributes is not believed over content that looks like such attributes");
    const std::string signature = bytes_of(CMS_SignerInfo_get0_signature(signer));
    X509_ALGOR* algorithm = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, nullptr, &algorithm);
    if (OBJ_obj2nid(algorithm->algorithm) == NID_rsassaPss)
        return refuse(Problem::unsupported_algorithm, "RSASSA-PSS is understood only with signed attributes");
    EVP_PKEY* key = X509_get0_pubkey(certificate);
    const auto holds = [&](std::string_view bytes) {
        return signature_holds(key, method_of(facts.digest), bytes, signature);
    };
    if (holds(content)) return {};
    return explain_content(content, holds,
                           "the signature is not over this content (it has no signed attributes, so that changed "
                           "content and a changed signature look the same)",
                           Problem::signature_wrong);
}

Verdict<std::optional<Instant>> timestamp_of(CMS_SignerInfo* signer, const Trust& trust, SignerFacts& facts) {
    const int index = CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, -1);
    if (index < 0) return std::nullopt;
    facts.timestamp_ignored = trust.timestamp_roots_pem.empty();
    if (facts.timestamp_ignored) return std::nullopt;
    X509_ATTRIBUTE* attribute = CMS_unsigned_get_attr(signer, index);
    const ASN1_TYPE* value = X509_ATTRIBUTE_count(attribute) == 1 ? X509_ATTRIBUTE_get0_type(attribute, 0) : nullptr;
    if (value == nullptr || value->type != V_ASN1_SEQUENCE)
        return refuse(Problem::timestamp_wrong, "the timestamp does not hold: it is not a TimeStampToken");
    WARD_TRY(const Instant time,
             check_timestamp(bytes_of(value->value.sequence), bytes_of(CMS_SignerInfo_get0_signature(signer)),
                             trust.timestamp_roots_pem));
    return time;
}

// With a timestamp the path must have held then; and no list of today may revoke it since.
Verdict<std::vector<CertificateFacts>> check_signer_path(const Anchors& anchors, X509* certificate,
                                                         std::span<const Certificate> others,
                                                         const VerifyOptions& options,
                                                         const std::optional<Instant>& timestamp) {
    PathOptions path{.at = options.at,
                     .usage = options.require_code_signing ? Usage::code_signing : Usage::any,
                     .require_revocation_list = options.require_revocation_list};
    if (timestamp) {
        PathOptions then = path;
        then.at = *timestamp;
        then.require_revocation_list = false;
        then.consult_revocation_lists = false;
        WARD_TRY_VOID(check_path(anchors, certificate, others, then));
        path.expiry_counts = false;
    }
    return check_path(anchors, certificate, others, path);
}

}  // namespace

Verdict<Verified> verify_detached(std::string_view content, std::string_view der, const Trust& trust,
                                  const VerifyOptions& options) {
    if (content.size() > max_content_bytes)
        return refuse(Problem::too_large, fmt::format("the content has more than {} bytes", max_content_bytes));
    WARD_TRY(const Anchors anchors, read_anchors(trust));
    WARD_TRY(const auto message, read_message(der));
    WARD_TRY(const auto certificates, certificates_in(message.get()));
    STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(message.get());
    const int count = sk_CMS_SignerInfo_num(signers);
    if (count <= 0) return refuse(Problem::no_signer, "the signature has no signer");
    if (count > 1 && !options.allow_several_signers)
        return refuse(Problem::several_signers, fmt::format("the signature has {} signers; one is expected", count));
    if (count > static_cast<int>(max_certificates))
        return refuse(Problem::too_many_certificates,
                      fmt::format("the signature has more than {} signers", max_certificates));
    // The signer's certificate may also be one that the caller gave.
    CMS_set1_signers_certs(message.get(), anchors.intermediates.get(), 0);

    Verified verified;
    for (int i = 0; i < count; ++i) {
        CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, i);
        X509* certificate = nullptr;
        CMS_SignerInfo_get0_algs(signer, nullptr, &certificate, nullptr, nullptr);
        if (certificate == nullptr)
            return refuse(Problem::no_signer_certificate,
                          "the signer's certificate is neither in the signature nor given");
        SignerFacts facts;
        facts.certificate = facts_of(certificate);
        WARD_TRY(facts.digest, digest_of_signer(signer));
        facts.signed_attributes = CMS_signed_get_attr_count(signer) >= 0;
        WARD_TRY_VOID(facts.signed_attributes ? check_attributes(signer, certificate, content, facts)
                                              : check_direct(signer, certificate, content, facts));
        WARD_TRY(facts.timestamp, timestamp_of(signer, trust, facts));
        WARD_TRY(facts.path, check_signer_path(anchors, certificate, certificates, options, facts.timestamp));
        verified.signers.push_back(std::move(facts));
    }
    if (!announces_known_digests(der))
        return refuse(Problem::unsupported_algorithm,
                      "the signature announces digests other than SHA-256, -384 and -512");
    // And once more by OpenSSL alone, for whatever it looks at and we do not.
    const bool held = CMS_verify(message.get(), nullptr, nullptr, bio_over(content).get(), nullptr,
                                 CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    const std::string reason = openssl_reason();
    if (!held) return refuse(Problem::signature_wrong, "the signature is wrong: " + reason);
    return verified;
}

}  // namespace ward::signing
