// Signatures of an npm registry over what it serves (https://docs.npmjs.com/about-registry-signatures): ECDSA on P-256
// with SHA-256 over "NAME@VERSION:INTEGRITY", beside `dist.integrity` in the packument, by keys that the registry
// publishes at /-/npm/v1/keys. The signature says that the registry served this tarball under this name; not who made
// it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "formats/signing/refusal.h"

namespace ward::signing {

constexpr size_t max_npm_keys = 1'000;

struct NpmKey {
    std::string id{};                  // "SHA256:..." as the registry names it
    std::string spki_der{};            // SubjectPublicKeyInfo
    std::optional<Instant> expires{};  // good for what was published before
};

// The answer of /-/npm/v1/keys: an object with `keys`. Keys of another type or scheme than ECDSA with SHA-256 on P-256
// are errors, because a signature by a key that was skipped would look like one by a stranger.
Verdict<std::vector<NpmKey>> parse_npm_keys(std::string_view json, std::string_view name);

struct NpmSignature {
    std::string key_id{};
    std::string signature{};  // base64 of ECDSA in DER
};

struct NpmPackage {
    std::string_view name{};
    std::string_view version{};
    std::string_view integrity{};        // `dist.integrity`, as it stands
    std::optional<Instant> published{};  // `time[VERSION]`; a key that expires needs it
};

// Holds if at least one signature is given and each is right; the value names the key of the first.
Verdict<std::string> verify_npm_signatures(const NpmPackage& package, std::span<const NpmSignature> signatures,
                                           std::span<const NpmKey> keys);

}  // namespace ward::signing
