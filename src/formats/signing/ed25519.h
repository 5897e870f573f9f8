// Raw Ed25519 signatures (RFC 8032) over the bytes of a file: 64 bytes, or their base64 on one line. Nothing is in them
// but the mathematics: no name, no time, no certificate. Who the key belongs to is the caller's knowledge.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/signing/refusal.h"

namespace ward::signing {

constexpr size_t ed25519_signature_bytes = 64;

enum class SignatureForm { raw, base64 };

// `key_pem` is PKCS #8. With SignatureForm::base64 the result ends with a line end.
Verdict<std::string> sign_ed25519(std::string_view content, std::string_view key_pem, SignatureForm form,
                                  const std::optional<std::string>& passphrase = std::nullopt);

constexpr size_t ed25519_key_bytes = 32;
// The SubjectPublicKeyInfo (DER) of a public key as SSH and minisign write it, 32 bytes. Refused are the few points by
// which a signature holds without a private key (those of small order).
Verdict<std::string> ed25519_public_key(std::string_view point);

struct Ed25519Facts {
    std::string key_sha256;  // of the key's SubjectPublicKeyInfo, lower-case hexadecimal
};

// `key_pem` is a public key (SubjectPublicKeyInfo). `signature` may be in either form.
Verdict<Ed25519Facts> verify_ed25519(std::string_view content, std::string_view signature, std::string_view key_pem);

}  // namespace ward::signing
