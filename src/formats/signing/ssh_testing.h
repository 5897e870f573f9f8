// SSH's and minisign's keys and signatures for tests, made by hand so that every field can be wrong; also those of
// security keys that nobody has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include "formats/digest.h"
#include "formats/signing/ssh_key.h"
#include "formats/signing/ssh_wire.h"
#include "formats/signing/testing.h"

namespace ward::signing::test {

inline bool on_curve(SshKeyKind kind) {
    return kind == SshKeyKind::p256 || kind == SshKeyKind::security_p256;
}

struct SshTestKey {
    std::string key{};  // PKCS #8, PEM
    SshKeyKind kind = SshKeyKind::ed25519;
    std::string application = "ssh:";

    bool in_security_key() const { return kind >= SshKeyKind::security_ed25519; }
    std::string blob() const {
        const std::string der = public_key_der(key);
        std::string out = ssh_text(name_of(kind));
        if (on_curve(kind)) out += ssh_text("nistp256") + ssh_text(der.substr(der.size() - 65));
        else out += ssh_text(der.substr(der.size() - 32));
        return in_security_key() ? out + ssh_text(application) : out;
    }
    std::string line() const { return std::string(name_of(kind)) + " " + base64_encode(blob()) + " test key"; }
};
// Of Ed25519 or P-256, in a security key or not.
inline SshTestKey make_ssh_key(SshKeyKind kind = SshKeyKind::ed25519) {
    return {.key = make_key(on_curve(kind) ? KeyKind::p256 : KeyKind::ed25519), .kind = kind};
}

inline std::string armoured(std::string_view bytes) {
    std::string text = "-----BEGIN SSH SIGNATURE-----\n";
    const std::string base64 = base64_encode(bytes);
    for (size_t i = 0; i < base64.size(); i += 70) text += base64.substr(i, 70) + "\n";
    return text + "-----END SSH SIGNATURE-----\n";
}

struct SshShape {
    uint32_t version = 1;
    std::string reserved{};
    std::string hash = "sha512";
    std::string algorithm{};  // empty: the key's kind
    unsigned char flags = 1;
    uint32_t counter = 7;
    std::string behind{};  // at the end of the binary form
};

inline std::string raw_sha256(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// SSH's form of an ECDSA signature in DER: two INTEGERs of less than 128 bytes.
inline std::string curve_numbers(std::string_view der) {
    const auto length_at = [&](size_t at) { return static_cast<size_t>(static_cast<unsigned char>(der[at])); };
    const std::string_view r = der.substr(4, length_at(3));
    return ssh_text(r) + ssh_text(der.substr(6 + r.size(), length_at(5 + r.size())));
}

// The binary form of a signature over `content`.
inline std::string ssh_signature(const SshTestKey& key, std::string_view content, std::string_view purpose,
                                 const SshShape& shape = {}) {
    const ShaDigest digest = sha2(sha_algorithm(shape.hash).value_or(ShaAlgorithm::sha512), content);
    std::string message =
        "SSHSIG" + ssh_text(purpose) + ssh_text(shape.reserved) + ssh_text(shape.hash) + ssh_text(digest.view());
    if (key.in_security_key())
        message = raw_sha256(key.application) + static_cast<char>(shape.flags) + ssh_word(shape.counter) +
                  raw_sha256(message);
    std::string value = sign_bytes(key.key, message);
    if (on_curve(key.kind)) value = curve_numbers(value);
    value = ssh_text(shape.algorithm.empty() ? name_of(key.kind) : shape.algorithm) + ssh_text(value);
    if (key.in_security_key()) value += static_cast<char>(shape.flags) + ssh_word(shape.counter);
    return "SSHSIG" + ssh_word(shape.version) + ssh_text(key.blob()) + ssh_text(purpose) + ssh_text(shape.reserved) +
           ssh_text(shape.hash) + ssh_text(value) + shape.behind;
}

struct MinisignTestKey {
    std::string key{};
    std::string id = "\x01\x02\x03\x04\x05\x06\x07\x08";

    std::string line() const {
        const std::string der = public_key_der(key);
        return base64_encode("Ed" + id + der.substr(der.size() - 32));
    }
};
inline MinisignTestKey make_minisign_key() {
    return {.key = make_key(KeyKind::ed25519)};
}
inline std::string blake2b(std::string_view bytes) {
    std::string out(64, '\0');
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr, EVP_blake2b512(),
               nullptr);
    return out;
}
inline std::string minisign_signature(const MinisignTestKey& key, std::string_view content, bool prehashed = true,
                                      std::string_view comment = "timestamp:1790000000\tfile:a") {
    const std::string value = sign_bytes(key.key, prehashed ? blake2b(content) : content);
    return "untrusted comment: signature\n" + base64_encode((prehashed ? "ED" : "Ed") + key.id + value) +
           "\ntrusted comment: " + std::string(comment) + "\n" +
           base64_encode(sign_bytes(key.key, value + std::string(comment))) + "\n";
}

}  // namespace ward::signing::test
