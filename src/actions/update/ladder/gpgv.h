// OpenPGP signatures by the `gpgv` program: a detached signature, a keyring that is ours, one signer who is pinned.
// Signed by whom counts alone; that a key is in the keyring is not enough.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::update {

constexpr size_t max_keyring_bytes = 16u << 20;
constexpr size_t max_signature_bytes = 1u << 20;

struct PgpDemand {
    std::string keyring;  // bytes: binary keys, a keybox, or an ASCII-armoured block of keys
    std::string signer;   // fingerprint of the primary key or of the signing one, 40 (or 64) digits; blanks are allowed
};

struct PgpResult {
    // The word of what is wrong; empty where it holds: "bad-signature", "expired-signature", "expired-key",
    // "revoked-key", "unknown-key", "other-signer", "weak-digest", "no-signature", "unusable".
    std::string problem;
    std::string detail;       // a sentence
    std::string fingerprint;  // of the key that signed
    std::string primary;      // of its primary key
    std::string created;      // of the signature: seconds since 1970, as gpgv tells
};

// What `gpgv --status-fd` wrote, and how it ended (DETAILS of GnuPG). Of several signatures the pinned signer's counts;
// one that is bad spoils all.
PgpResult judge_status(std::string_view status, bool has_succeeded, std::string_view signer);

// Runs gpgv over the bytes. An error where it cannot be run.
Result<PgpResult> verify_pgp(std::string_view bytes, std::string_view signature, const PgpDemand& demand,
                             const std::vector<std::string>& program_path);

// The bytes of an ASCII-armoured block ("PUBLIC KEY BLOCK"); what is not armoured as it is.
Result<std::string> without_armour(std::string_view text, std::string_view name);

}  // namespace ward::update
