#include "formats/signing/ed25519.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/cms.h"
#include "formats/signing/der.h"
#include "formats/signing/handles.h"

namespace ward::signing {
namespace {

// The y of every point whose order divides 8, as 32 bytes without the sign of x; the last two are 0 and 1 once more,
// written without reduction.
constexpr std::array<std::string_view, 7> small_order = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

Verdict<void> check(const evp_pkey_st* key, std::string_view content) {
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519)
        return refuse(Problem::key_unusable, "the key is not an Ed25519 key");
    if (content.size() > max_content_bytes)
        return refuse(Problem::too_large, fmt::format("the content has more than {} bytes", max_content_bytes));
    return {};
}

std::optional<std::string> raw_form(std::string_view signature) {
    if (signature.size() == ed25519_signature_bytes) return std::string(signature);
    auto decoded = base64_decode(trim(signature));
    if (decoded && decoded->size() == ed25519_signature_bytes) return decoded;
    return std::nullopt;
}

}  // namespace

Verdict<std::string> sign_ed25519(std::string_view content, std::string_view key_pem, SignatureForm form,
                                  const std::optional<std::string>& passphrase) {
    WARD_TRY(const Key key, private_key(key_pem, passphrase));
    WARD_TRY_VOID(check(key.get(), content));
    std::string signature(ed25519_signature_bytes, '\0');
    size_t size = signature.size();
    const Owned<evp_md_ctx_st> context(EVP_MD_CTX_new());
    const bool made = EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                     reinterpret_cast<const unsigned char*>(content.data()), content.size()) == 1;
    const std::string reason = openssl_reason();
    if (!made) return refuse(Problem::key_unusable, "OpenSSL could not sign: " + reason);
    return form == SignatureForm::raw ? signature : base64_encode(signature) + "\n";
}

Verdict<std::string> ed25519_public_key(std::string_view point) {
    if (point.size() != ed25519_key_bytes)
        return refuse(Problem::malformed, fmt::format("an Ed25519 key has {} bytes", ed25519_key_bytes));
    std::string without_sign(point);
    without_sign.back() = static_cast<char>(without_sign.back() & 0x7f);
    if (std::ranges::find(small_order, hex(without_sign)) != small_order.end())
        return refuse(Problem::weak_key, "the Ed25519 key is a point of small order: anybody can sign for it");
    const std::string algorithm = der::sequence(der::object("1.3.101.112"));
    return der::sequence(algorithm + der::element(0x03, std::string(1, '\0').append(point)));
}

Verdict<Ed25519Facts> verify_ed25519(std::string_view content, std::string_view signature, std::string_view key_pem) {
    WARD_TRY(const Key key, public_key(key_pem, "the trusted key"));
    WARD_TRY_VOID(check(key.get(), content));
    const auto raw = raw_form(signature);
    if (!raw)
        return refuse(Problem::malformed,
                      fmt::format("the signature is neither {} bytes nor their base64", ed25519_signature_bytes));
    if (!signature_holds(key.get(), nullptr, content, *raw))
        return refuse(Problem::signature_wrong, "the Ed25519 signature is not over this content by this key");
    return Ed25519Facts{sha256_hex(der_of(key.get()))};
}

}  // namespace ward::signing
