// Public keys as SSH writes them: a line of `id_ed25519.pub` or authorized_keys without options, and the binary form in
// it. Read are Ed25519, ECDSA on NIST's curves, RSA from 2048 bits, and the two kinds that live in a security key.
// Refused by name: certificates, DSA, options, other kinds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/signing/refusal.h"

namespace ward::signing {

constexpr size_t max_ssh_key_bytes = 16u << 10;
constexpr int min_ssh_rsa_bits = 2048;
constexpr int max_ssh_rsa_bits = 16'384;

enum class SshKeyKind : uint8_t { ed25519, p256, p384, p521, rsa, security_ed25519, security_p256 };
std::string_view name_of(SshKeyKind kind);  // "ssh-ed25519", as in the line

struct SshKey {
    SshKeyKind kind = SshKeyKind::ed25519;
    std::string blob{};         // the binary form; two keys are one where it is equal
    std::string spki_der{};     // SubjectPublicKeyInfo
    std::string application{};  // of a security key: "ssh:"
    std::string comment{};      // what follows in the line; anybody's words
};

// One line, with or without its end.
Verdict<SshKey> parse_ssh_key(std::string_view line);
Verdict<SshKey> ssh_key_of(std::string_view blob);
// "SHA256:…" as `ssh-keygen -l` shows it.
std::string ssh_fingerprint(std::string_view blob);

}  // namespace ward::signing
