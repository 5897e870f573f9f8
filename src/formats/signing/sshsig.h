// Signatures over files by SSH keys, as `ssh-keygen -Y sign` makes them (OpenSSH, PROTOCOL.sshsig, version 1). The key
// stands in the signature, which says nothing of whose it is: that is the caller's knowledge, so that verification
// wants the key that is expected.
//
// Stricter than OpenSSH where a text could be read in two ways: nothing stands behind the armour, base64 and numbers
// have one form, `reserved` is empty, RSA has 2048 bits or more; and a security key must have been touched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/signing/refusal.h"
#include "formats/signing/ssh_key.h"

namespace ward::signing {

constexpr size_t max_ssh_signature_bytes = 64u << 10;

// What a security key says of a signature.
struct SecurityKeyUse {
    bool touched = false;   // somebody was there
    bool verified = false;  // and was asked for a PIN or a finger
    unsigned char flags = 0;
    uint32_t counter = 0;  // of signatures by this security key
};

struct SshSignature {
    SshKey key{};             // that claims to have signed
    std::string purpose{};    // the "namespace": a signature for one is good for no other
    std::string hash{};       // "sha256" or "sha512", of the content
    std::string algorithm{};  // "rsa-sha2-512", else the key's kind
    std::string value{};      // as OpenSSL takes it
    std::optional<SecurityKeyUse> use{};
};

// Reads and believes nothing.
Verdict<SshSignature> parse_ssh_signature(std::string_view armoured);

// Holds where `armoured` is a signature over `content` by `key` for `purpose`.
Verdict<SshSignature> verify_ssh_signature(std::string_view content, std::string_view armoured, const SshKey& key,
                                           std::string_view purpose);

}  // namespace ward::signing
