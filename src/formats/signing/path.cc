#include "formats/signing/path.h"

#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "formats/digest.h"

namespace ward::signing {
namespace {

// RSA from 2048 bits and curves from 224, digests from SHA-224: level 2 of OpenSSL, 112 bits.
constexpr int security_level = 2;

Owned<stack_st_X509> stack_of(std::span<const Certificate> certificates) {
    Owned<stack_st_X509> stack(sk_X509_new_null());
    for (const Certificate& certificate : certificates) sk_X509_push(stack.get(), share(certificate.get()).release());
    return stack;
}

struct Leniency {
    bool lists_may_lack;
    bool expiry_counts;
};

// Called for every doubt; 1 lets it pass.
int weigh(int held, x509_store_ctx_st* context) {
    if (held == 1) return 1;
    const auto* leniency = static_cast<const Leniency*>(X509_STORE_CTX_get_app_data(context));
    const int error = X509_STORE_CTX_get_error(context);
    if (leniency->lists_may_lack && error == X509_V_ERR_UNABLE_TO_GET_CRL) return 1;
    if (!leniency->expiry_counts && error == X509_V_ERR_CERT_HAS_EXPIRED) return 1;
    return 0;
}

std::unexpected<Refusal> explain(x509_store_ctx_st* context, Instant at) {
    const int error = X509_STORE_CTX_get_error(context);
    const x509_st* certificate = X509_STORE_CTX_get_current_cert(context);
    const std::string who = certificate == nullptr ? "a certificate" : shown_subject(certificate);
    const std::string issuer =
        certificate == nullptr ? std::string() : display(name_text(X509_get_issuer_name(certificate)));
    const auto date = [](const ASN1_TIME* time) {
        const auto instant = instant_of(time);
        return instant ? format_instant(*instant) : std::string("an unreadable time");
    };
    switch (error) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return refuse(Problem::issuer_unknown,
                          fmt::format("\"{}\" was issued by \"{}\", whose certificate is neither trusted nor in the "
                                      "signature",
                                      who, issuer));
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_CERT_UNTRUSTED:
            return refuse(Problem::root_untrusted,
                          fmt::format("the path ends at \"{}\", which is not a trusted root", who));
        case X509_V_ERR_CERT_CHAIN_TOO_LONG:
            return refuse(Problem::path_too_long,
                          fmt::format("more than {} certificates lie between the signer and a root", max_path_length));
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return refuse(Problem::not_yet_valid,
                          fmt::format("\"{}\" is not valid before {}, and it is {}", who,
                                      date(X509_get0_notBefore(certificate)), format_instant(at)));
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return refuse(Problem::expired,
                          fmt::format("\"{}\" expired at {}", who, date(X509_get0_notAfter(certificate))));
        case X509_V_ERR_CERT_REVOKED: return refuse(Problem::revoked, fmt::format("\"{}\" is revoked", who));
        case X509_V_ERR_UNABLE_TO_GET_CRL:
        case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
            return refuse(Problem::revocation_unknown, fmt::format("there is no revocation list for \"{}\"", who));
        case X509_V_ERR_CRL_HAS_EXPIRED:
        case X509_V_ERR_CRL_NOT_YET_VALID:
            return refuse(Problem::revocation_stale,
                          fmt::format("the revocation list of \"{}\" {} at {}", issuer,
                                      error == X509_V_ERR_CRL_HAS_EXPIRED ? "is out of date" : "is not yet valid",
                                      format_instant(at)));
        case X509_V_ERR_CRL_SIGNATURE_FAILURE:
        case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
        case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
        case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
            return refuse(Problem::trust_unusable, fmt::format("the revocation list of \"{}\" is not right: {}", issuer,
                                                               X509_verify_cert_error_string(error)));
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
            return refuse(Problem::weak_key, fmt::format("the key of \"{}\" is too short (RSA needs 2048 bits)", who));
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return refuse(Problem::weak_digest, fmt::format("\"{}\" is certified with a weak digest", who));
        default:
            return refuse(Problem::certificate_invalid,
                          fmt::format("\"{}\" is not valid: {}", who, X509_verify_cert_error_string(error)));
    }
}

std::string_view name_of(Usage usage) {
    return usage == Usage::time_stamping ? "timeStamping" : "codeSigning";
}

Verdict<void> check_usage(x509_store_ctx_st* context, Usage usage) {
    const STACK_OF(X509)* path = X509_STORE_CTX_get0_chain(context);
    X509* signer = sk_X509_value(path, 0);
    if (X509_check_ca(signer) != 0)
        return refuse(Problem::authority_as_signer,
                      fmt::format("\"{}\" is the certificate of an authority, not of a signer", shown_subject(signer)));
    // UINT32_MAX where the certificate does not limit its uses.
    if ((X509_get_key_usage(signer) & KU_DIGITAL_SIGNATURE) == 0)
        return refuse(Problem::wrong_usage, fmt::format("\"{}\" is not for digital signatures", shown_subject(signer)));
    if (usage == Usage::any) return {};
    const uint32_t wanted = usage == Usage::time_stamping ? XKU_TIMESTAMP : XKU_CODE_SIGN;
    for (int i = 0; i < sk_X509_num(path); ++i) {
        X509* certificate = sk_X509_value(path, i);
        const uint32_t uses = X509_get_extended_key_usage(certificate);
        const bool limited = uses != UINT32_MAX;
        const bool root = i > 0 && i + 1 == sk_X509_num(path);
        if (i == 0 ? !limited || (uses & wanted) == 0 : !root && limited && (uses & (wanted | XKU_ANYEKU)) == 0)
            return refuse(Problem::wrong_usage,
                          fmt::format("\"{}\" is not for {} ({})", shown_subject(certificate), name_of(usage),
                                      limited ? "its extended key usage is another" : "it has no extended key usage"));
    }
    return {};
}

}  // namespace

CertificateFacts facts_of(const x509_st* certificate) {
    CertificateFacts facts;
    facts.subject = name_text(X509_get_subject_name(certificate));
    facts.issuer = name_text(X509_get_issuer_name(certificate));
    facts.serial = hex(bytes_of(X509_get0_serialNumber(certificate)));
    facts.sha256 = sha256_hex(der_of(certificate));
    facts.not_before = instant_of(X509_get0_notBefore(certificate)).value_or(0);
    facts.not_after = instant_of(X509_get0_notAfter(certificate)).value_or(0);
    return facts;
}

std::string shown_subject(const x509_st* certificate) {
    return display(name_text(X509_get_subject_name(certificate)));
}

Verdict<Anchors> read_anchors(const Trust& trust) {
    Anchors anchors;
    anchors.store.reset(X509_STORE_new());
    X509_STORE* store = anchors.store.get();
    if (trust.roots_pem.empty() && trust.system_file.empty() && trust.system_directory.empty())
        return refuse(Problem::trust_unusable, "no trusted root is given");
    if (!trust.roots_pem.empty()) {
        WARD_TRY(const auto roots, certificates_of_pem(trust.roots_pem, "the trusted roots", Problem::trust_unusable));
        for (const Certificate& root : roots) X509_STORE_add_cert(store, root.get());
        X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    }
    if (!trust.system_file.empty() && X509_STORE_load_file(store, trust.system_file.c_str()) != 1)
        return refuse(Problem::trust_unusable, "the system's certificates cannot be read: " + openssl_reason(),
                      trust.system_file);
    if (!trust.system_directory.empty() && X509_STORE_load_path(store, trust.system_directory.c_str()) != 1)
        return refuse(Problem::trust_unusable, "the system's certificates cannot be read: " + openssl_reason(),
                      trust.system_directory);
    if (!trust.intermediates_pem.empty()) {
        WARD_TRY(const auto others, certificates_of_pem(trust.intermediates_pem, "the intermediate certificates",
                                                        Problem::trust_unusable));
        anchors.intermediates = stack_of(others);
    }
    for (const std::string& list : trust.revocation_lists) {
        WARD_TRY(const auto crl, crl_of(list));
        X509_STORE_add_crl(store, crl.get());
        ++anchors.revocation_lists;
    }
    ERR_clear_error();
    return anchors;
}

Verdict<std::vector<CertificateFacts>> check_path(const Anchors& anchors, x509_st* signer,
                                                  std::span<const Certificate> others, const PathOptions& options) {
    const Owned<stack_st_X509> untrusted = stack_of(others);
    for (int i = 0; anchors.intermediates && i < sk_X509_num(anchors.intermediates.get()); ++i)
        sk_X509_push(untrusted.get(), share(sk_X509_value(anchors.intermediates.get(), i)).release());
    const Owned<x509_store_ctx_st> context(X509_STORE_CTX_new());
    if (X509_STORE_CTX_init(context.get(), anchors.store.get(), signer, untrusted.get()) != 1)
        return refuse(Problem::certificate_invalid, "the path cannot be checked: " + openssl_reason());
    X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(param, options.at);
    X509_VERIFY_PARAM_set_depth(param, max_path_length);
    X509_VERIFY_PARAM_set_auth_level(param, security_level);
    const bool lists =
        options.consult_revocation_lists && (anchors.revocation_lists > 0 || options.require_revocation_list);
    if (lists) X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    Leniency leniency{.lists_may_lack = !options.require_revocation_list, .expiry_counts = options.expiry_counts};
    X509_STORE_CTX_set_app_data(context.get(), &leniency);
    X509_STORE_CTX_set_verify_cb(context.get(), weigh);
    const bool held = X509_verify_cert(context.get()) == 1;
    ERR_clear_error();
    if (!held) return explain(context.get(), options.at);
    WARD_TRY_VOID(check_usage(context.get(), options.usage));
    std::vector<CertificateFacts> path;
    const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
    path.reserve(static_cast<size_t>(sk_X509_num(chain)));
    for (int i = 0; i < sk_X509_num(chain); ++i) path.push_back(facts_of(sk_X509_value(chain, i)));
    return path;
}

}  // namespace ward::signing
