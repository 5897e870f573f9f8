// An authority for tests: keys, certificates and revocation lists made while the test runs. Nothing of it is ever
// stored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace ward::signing::test {

// A day in the life of every test, whatever the clock says.
constexpr Instant noon = 1'790'000'000;  // 2026-09-21
constexpr Instant day = seconds_per_day;

enum class KeyKind { rsa_1024, rsa_2048, rsa_3072, p256, p384, ed25519 };
std::string make_key(KeyKind kind);  // PKCS #8, PEM
std::string encrypted_key(const std::string& key, const std::string& passphrase);
std::string public_key_pem(const std::string& key);
std::string public_key_der(const std::string& key);
// Raw: ECDSA in DER, with SHA-256 unless the key is Ed25519's.
std::string sign_bytes(const std::string& key, std::string_view bytes);

// `text` is as in OpenSSL's configuration ("critical,CA:TRUE"); `der` is the value's bytes.
struct TextExtension {
    std::string name{};
    std::string text{};
};
struct RawExtension {
    std::string oid{};
    std::string der{};
};

struct Wanted {
    std::string name = "Signer";
    int64_t serial = 2;
    Instant from = noon - 30 * day;
    Instant until = noon + 30 * day;
    std::vector<TextExtension> extensions{{"basicConstraints", "critical,CA:FALSE"},
                                          {"keyUsage", "critical,digitalSignature"},
                                          {"extendedKeyUsage", "codeSigning"}};
    std::vector<RawExtension> raw_extensions{};
    bool sha1 = false;
};
// What a root or an intermediate authority wants.
Wanted authority_named(std::string name, int64_t serial = 1);

struct Issued {
    std::string key{};          // PEM
    std::string certificate{};  // PEM
};
// By itself without `issuer`.
Issued issue(const Wanted& wanted, const Issued* issuer, KeyKind kind = KeyKind::p256);
Issued issue_for(const std::string& key, const Wanted& wanted, const Issued* issuer);

std::string certificate_der(const std::string& pem);
std::string to_be_signed(const std::string& pem);  // the DER of the TBSCertificate
// A revocation list of the issuer in PEM.
std::string revocation_list(const Issued& issuer, const std::vector<int64_t>& serials, Instant from = noon - day,
                            Instant until = noon + day);

// The DER of an RFC 3161 token over `stamped`.
std::string timestamp_token(const Issued& authority, std::string_view stamped, Instant time);
// The whole answer of the authority, with the token in it.
std::string timestamp_response(const Issued& authority, std::string_view stamped, Instant time);
// A signature of `verify_detached`'s form with that token added.
std::string with_timestamp(const std::string& signature, const Issued& authority, Instant time);
// The value of the signature inside (of the first signer).
std::string signature_value(const std::string& signature);

}  // namespace ward::signing::test
