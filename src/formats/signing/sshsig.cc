#include "formats/signing/sshsig.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/cms.h"
#include "formats/signing/der.h"
#include "formats/signing/ed25519.h"
#include "formats/signing/handles.h"
#include "formats/signing/ssh_wire.h"

namespace ward::signing {
namespace {

constexpr std::string_view begin = "-----BEGIN SSH SIGNATURE-----\n";
constexpr std::string_view end = "\n-----END SSH SIGNATURE-----";
constexpr std::string_view preamble = "SSHSIG";
constexpr uint32_t version = 1;

std::unexpected<Refusal> no_signature(std::string_view why) {
    return refuse(Problem::malformed, fmt::format("this is no SSH signature: {}", why));
}

Verdict<std::string> without_armour(std::string_view text) {
    if (text.size() > max_ssh_signature_bytes)
        return refuse(Problem::too_large, fmt::format("the signature has more than {} bytes", max_ssh_signature_bytes));
    if (!text.starts_with(begin)) return no_signature("it does not begin with -----BEGIN SSH SIGNATURE-----");
    text.remove_prefix(begin.size());
    const size_t behind = text.find(end);
    if (behind == std::string_view::npos) return no_signature("it has no -----END SSH SIGNATURE-----");
    const std::string_view tail = text.substr(behind + end.size());
    if (!tail.empty() && tail != "\n") return refuse(Problem::trailing_bytes, "something follows the SSH signature");
    auto bytes = base64_decode(replace_all(text.substr(0, behind), "\n", ""));
    if (!bytes) return no_signature("it is not in base64");
    return *std::move(bytes);
}

bool is_rsa_algorithm(std::string_view algorithm) {
    return algorithm == "rsa-sha2-256" || algorithm == "rsa-sha2-512";
}

Verdict<void> check_algorithm(const SshSignature& signature) {
    const bool rsa = signature.key.kind == SshKeyKind::rsa;
    if (rsa && signature.algorithm == "ssh-rsa") return refuse(Problem::weak_digest, "the signature is over SHA-1");
    if (rsa ? is_rsa_algorithm(signature.algorithm) : signature.algorithm == name_of(signature.key.kind)) return {};
    return refuse(Problem::unsupported_algorithm,
                  fmt::format("a signature {} by a key {} is not taken", display(signature.algorithm.substr(0, 64)),
                              name_of(signature.key.kind)));
}

// The two numbers of ECDSA in DER, which is what OpenSSL reads.
Verdict<std::string> curve_value(std::string_view blob) {
    SshWire wire(blob);
    const auto r = wire.number();
    const auto s = wire.number();
    if (!r || !s || !wire.at_end()) return no_signature("it is not two numbers, as ECDSA has them");
    return der::sequence(der::element(0x02, *r) + der::element(0x02, *s));
}

Verdict<std::string> value_of(SshKeyKind kind, std::string_view blob) {
    switch (kind) {
        case SshKeyKind::p256:
        case SshKeyKind::p384:
        case SshKeyKind::p521:
        case SshKeyKind::security_p256: return curve_value(blob);
        case SshKeyKind::ed25519:
        case SshKeyKind::security_ed25519:
            if (blob.size() != ed25519_signature_bytes) return no_signature("it has not the length of Ed25519's");
            return std::string(blob);
        case SshKeyKind::rsa: break;
    }
    return std::string(blob);
}

Verdict<void> read_value(SshSignature& signature, std::string_view blob) {
    SshWire wire(blob);
    const auto algorithm = wire.text();
    const auto value = wire.text();
    if (!algorithm || !value) return no_signature("its innermost part is cut");
    signature.algorithm = *algorithm;
    WARD_TRY_VOID(check_algorithm(signature));
    WARD_TRY(signature.value, value_of(signature.key.kind, *value));
    if (!signature.key.application.empty()) {
        const auto flags = wire.octet();
        const auto counter = wire.word();
        if (!flags || !counter) return no_signature("the security key's flags and counter are missing");
        signature.use = SecurityKeyUse{(*flags & 1) != 0, (*flags & 4) != 0, *flags, *counter};
    }
    if (!wire.at_end()) return refuse(Problem::trailing_bytes, "bytes follow the signature's value");
    return {};
}

std::string raw_sha256(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// What the key has signed.
std::string message_of(const SshSignature& signature, std::string_view content) {
    const ShaDigest digest = sha2(*sha_algorithm(signature.hash), content);
    std::string message = std::string(preamble) + ssh_text(signature.purpose) + ssh_text({}) +
                          ssh_text(signature.hash) + ssh_text(digest.view());
    if (!signature.use) return message;
    return raw_sha256(signature.key.application) + static_cast<char>(signature.use->flags) +
           ssh_word(signature.use->counter) + raw_sha256(message);
}

const evp_md_st* digest_for(const SshSignature& signature, const evp_pkey_st* key) {
    if (signature.key.kind != SshKeyKind::rsa) return usual_digest(key);
    return signature.algorithm == "rsa-sha2-512" ? EVP_sha512() : EVP_sha256();
}

}  // namespace

Verdict<SshSignature> parse_ssh_signature(std::string_view armoured) {
    WARD_TRY(const std::string bytes, without_armour(armoured));
    SshWire wire(bytes);
    if (!wire.take(preamble)) return no_signature("its bytes do not begin with SSHSIG");
    const auto number = wire.word();
    if (number != version) return refuse(Problem::unsupported_algorithm, "only version 1 of SSH signatures is taken");
    const auto key = wire.text();
    const auto purpose = wire.text();
    const auto reserved = wire.text();
    const auto hash = wire.text();
    const auto value = wire.text();
    if (!key || !purpose || !reserved || !hash || !value) return no_signature("it is cut");
    if (!wire.at_end()) return refuse(Problem::trailing_bytes, "bytes follow the SSH signature");
    if (!reserved->empty()) return refuse(Problem::unsupported_algorithm, "`reserved` is not empty");
    if (purpose->empty()) return no_signature("it has no namespace");
    if (*hash != "sha256" && *hash != "sha512")
        return refuse(Problem::unsupported_algorithm,
                      fmt::format("content is hashed by sha256 or sha512, not {}", display(hash->substr(0, 32))));
    SshSignature signature{.purpose = std::string(*purpose), .hash = std::string(*hash)};
    WARD_TRY(signature.key, ssh_key_of(*key));
    WARD_TRY_VOID(read_value(signature, *value));
    return signature;
}

Verdict<SshSignature> verify_ssh_signature(std::string_view content, std::string_view armoured, const SshKey& key,
                                           std::string_view purpose) {
    if (content.size() > max_content_bytes)
        return refuse(Problem::too_large, fmt::format("the content has more than {} bytes", max_content_bytes));
    WARD_TRY(SshSignature signature, parse_ssh_signature(armoured));
    if (signature.key.blob != key.blob)
        return refuse(Problem::key_unknown,
                      fmt::format("signed by another key, {}", ssh_fingerprint(signature.key.blob)));
    if (signature.purpose != purpose)
        return refuse(Problem::wrong_content_type, fmt::format("signed for \"{}\", not for \"{}\"",
                                                               display(signature.purpose.substr(0, 64)), purpose));
    if (signature.use && !signature.use->touched)
        return refuse(Problem::attributes_wrong, "the security key signed without being touched");
    WARD_TRY(const Key loaded, public_key(key.spki_der, "the signer's key"));
    if (!signature_holds(loaded.get(), digest_for(signature, loaded.get()), message_of(signature, content),
                         signature.value))
        return refuse(Problem::signature_wrong, "the SSH signature is not over this content by this key");
    return signature;
}

}  // namespace ward::signing
