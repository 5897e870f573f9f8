// Signatures of minisign (https://jedisct1.github.io/minisign/, also OpenBSD's signify in its older form): Ed25519 over
// the content ("Ed") or over its BLAKE2b-512 ("ED"), and a second signature over the first and the trusted comment.
// Stricter than minisign: four lines and nothing behind them, base64 in its one form, comments without control
// characters but the tab.
#pragma once

#include <string>
#include <string_view>

#include "formats/signing/refusal.h"

namespace ward::signing {

// minisign's own.
constexpr size_t max_untrusted_comment_bytes = 1024;
constexpr size_t max_trusted_comment_bytes = 8192;

struct MinisignKey {
    std::string id{};        // 16 upper-case hexadecimal digits, as minisign shows it
    std::string base64{};    // its line; two keys are one where it is equal
    std::string spki_der{};  // SubjectPublicKeyInfo
};
// A public key: its line of base64, or the file of two lines.
Verdict<MinisignKey> parse_minisign_key(std::string_view text);

struct MinisignSignature {
    std::string key_id{};
    bool prehashed = false;
    std::string value{};
    std::string trusted_comment{};  // signed: by whom the content is
    std::string comment_value{};    // the signature over it
};
// Reads and believes nothing.
Verdict<MinisignSignature> parse_minisign_signature(std::string_view text);

// Holds where both signatures are by `key`, over `content` and over the trusted comment.
Verdict<MinisignSignature> verify_minisign(std::string_view content, std::string_view text, const MinisignKey& key);

}  // namespace ward::signing
