#include "facts/npm/integrity.h"

#include <array>
#include <optional>
#include <utility>

#include <openssl/evp.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/sri.h"

namespace ward::npm {
namespace {

constexpr std::string_view sha1_prefix = "sha1-";
constexpr size_t sha1_bytes = 20;

struct Hashes {
    std::vector<SriHash> strong;
    std::vector<std::string> sha1;  // bytes
};

// A list may mix both, as npm's does for packages that were published before SHA-512.
Result<Hashes> read(std::string_view integrity) {
    Hashes hashes;
    std::string strong;
    for (const std::string_view word : split(integrity, ' ')) {
        if (!word.starts_with(sha1_prefix)) {
            strong += word;
            strong += ' ';
            continue;
        }
        const std::string_view text = word.substr(sha1_prefix.size());
        auto digest = base64_decode(text.substr(0, text.find('?')));
        if (!digest || digest->size() != sha1_bytes)
            return fail(ErrorCode::parse, "integrity metadata: the sha1 digest is none");
        hashes.sha1.push_back(*std::move(digest));
    }
    if (!trim(strong).empty() || hashes.sha1.empty()) {
        WARD_TRY(hashes.strong, parse_sri(strong, SriReading::strict));
    }
    return hashes;
}

std::string digest_path(std::string_view algorithm, std::string_view digest) {
    const std::string digits = hex(digest);
    std::string path(algorithm);
    path += '/';
    path += digits.substr(0, 2);
    path += '/';
    path += digits.substr(2, 2);
    path += '/';
    path += digits.substr(4);
    return path;
}

}  // namespace

Result<std::string> sha1(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    size_t length = 0;
    if (EVP_Q_digest(nullptr, "SHA1", nullptr, bytes.data(), bytes.size(), digest.data(), &length) != 1)
        return fail(ErrorCode::unsupported, "OpenSSL has no SHA-1 here");
    return std::string(reinterpret_cast<const char*>(digest.data()), length);
}

Result<Strength> check_integrity(std::string_view tarball, std::string_view integrity) {
    WARD_TRY(const Hashes hashes, read(integrity));
    if (!hashes.strong.empty()) {
        Sha2 digests(needed_algorithms(hashes.strong, SriReading::strict));
        digests.add(tarball);
        if (matches(hashes.strong, digests.finish(), SriReading::strict)) return Strength::strong;
    } else {
        WARD_TRY(const std::string digest, sha1(tarball));
        for (const std::string& wanted : hashes.sha1)
            if (wanted == digest) return Strength::weak;
    }
    return fail(ErrorCode::damaged, "is not the tarball that the integrity metadata names");
}

std::vector<std::string> digest_paths(std::string_view integrity) {
    std::vector<std::string> paths;
    const auto hashes = read(integrity);
    if (!hashes) return paths;
    for (const ShaAlgorithm algorithm : {ShaAlgorithm::sha512, ShaAlgorithm::sha384, ShaAlgorithm::sha256})
        for (const SriHash& hash : hashes->strong)
            if (hash.algorithm == algorithm) paths.push_back(digest_path(name_of(algorithm), hash.digest));
    for (const std::string& digest : hashes->sha1) paths.push_back(digest_path("sha1", digest));
    return paths;
}

}  // namespace ward::npm
