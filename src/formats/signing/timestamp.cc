#include "formats/signing/timestamp.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include "formats/signing/handles.h"

namespace ward::signing {
namespace {

struct TsFree {
    void operator()(TS_RESP* object) const { TS_RESP_free(object); }
    void operator()(TS_TST_INFO* object) const { TS_TST_INFO_free(object); }
    void operator()(TS_VERIFY_CTX* object) const { TS_VERIFY_CTX_free(object); }
};

std::unexpected<Refusal> wrong(const std::string& why) {
    return refuse(Problem::timestamp_wrong, "the timestamp does not hold: " + why);
}

bool is_sha2(int nid) {
    return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

Owned<pkcs7_st> token_of(std::string_view der) {
    const auto* start = reinterpret_cast<const unsigned char*>(der.data());
    const auto size = static_cast<long>(der.size());
    const auto* at = start;
    Owned<pkcs7_st> token(d2i_PKCS7(nullptr, &at, size));
    if (token && at == start + size) return token;
    token.reset();
    at = start;
    const std::unique_ptr<TS_RESP, TsFree> response(d2i_TS_RESP(nullptr, &at, size));
    if (response && at == start + size && TS_RESP_get_token(response.get()) != nullptr)
        token.reset(PKCS7_dup(TS_RESP_get_token(response.get())));
    ERR_clear_error();
    return token;
}

bool digests_are_strong(PKCS7* token, TS_TST_INFO* info) {
    const X509_ALGOR* imprint = TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info));
    if (!is_sha2(OBJ_obj2nid(imprint->algorithm))) return false;
    const STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(token);
    for (int i = 0; i < sk_PKCS7_SIGNER_INFO_num(signers); ++i) {
        X509_ALGOR* digest = nullptr;
        PKCS7_SIGNER_INFO_get0_algs(sk_PKCS7_SIGNER_INFO_value(signers, i), nullptr, &digest, nullptr);
        if (!is_sha2(OBJ_obj2nid(digest->algorithm))) return false;
    }
    return true;
}

}  // namespace

Verdict<Instant> check_timestamp(std::string_view token_der, std::string_view stamped, std::string_view roots_pem,
                                 std::string_view others_pem) {
    const Owned<pkcs7_st> token = token_of(token_der);
    if (!token || PKCS7_type_is_signed(token.get()) == 0) return wrong("it is not a TimeStampToken");
    const std::unique_ptr<TS_TST_INFO, TsFree> info(PKCS7_to_TS_TST_INFO(token.get()));
    const auto time = info ? instant_of(TS_TST_INFO_get_time(info.get())) : std::nullopt;
    if (!time) return wrong("it has no time");
    if (!digests_are_strong(token.get(), info.get())) return wrong("its digest is not of the SHA-2 family");

    WARD_TRY(const auto roots, certificates_of_pem(roots_pem, "the timestamp roots", Problem::trust_unusable));
    const std::unique_ptr<TS_VERIFY_CTX, TsFree> context(TS_VERIFY_CTX_new());
    X509_STORE* store = X509_STORE_new();  // the context becomes its owner, as of the bytes and the certificates
    TS_VERIFY_CTX_set_store(context.get(), store);
    for (const Certificate& root : roots) X509_STORE_add_cert(store, root.get());
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), *time);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(store), 2);
    if (!others_pem.empty()) {
        WARD_TRY(auto others, certificates_of_pem(others_pem, "the timestamp certificates", Problem::trust_unusable));
        STACK_OF(X509)* stack = sk_X509_new_null();
        for (Certificate& other : others) sk_X509_push(stack, other.release());
        TS_VERIFY_CTX_set_certs(context.get(), stack);
    }
    TS_VERIFY_CTX_set_data(context.get(), bio_over(stamped).release());
    TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
    ERR_clear_error();
    const bool held = TS_RESP_verify_token(context.get(), token.get()) == 1;
    const std::string reason = openssl_reason();
    if (!held) return wrong(reason);
    return *time;
}

}  // namespace ward::signing
