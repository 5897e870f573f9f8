// See registry_signatures.h.
#include "judges/policy/registry_signatures.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/sri.h"

namespace ward::policy {
namespace {

// The digests of SHA-2 in integrity metadata; none where it has only weaker ones, or cannot be read.
std::vector<SriHash> strong_hashes(std::string_view integrity) {
    std::vector<SriHash> out;
    for (const std::string_view word : split(integrity, ' '))
        if (auto hashes = parse_sri(word, SriReading::strict)) out.insert(out.end(), hashes->begin(), hashes->end());
    return out;
}

// Do both name one digest? Nothing where they have no algorithm in common.
std::optional<bool> is_same_tarball(std::string_view locked, std::string_view published) {
    std::optional<bool> answer;
    for (const SriHash& theirs : strong_hashes(published))
        for (const SriHash& ours : strong_hashes(locked)) {
            if (ours.algorithm != theirs.algorithm) continue;
            if (ours.digest == theirs.digest) return true;
            answer = false;
        }
    return answer;
}

class SignatureChecker {
  public:
    SignatureChecker(npm::PackumentSource& documents, std::span<const signing::NpmKey> keys)
        : documents_(documents), keys_(keys) {}

    PackageSignature check(const PackageResult& package) {
        PackageSignature out{.place = package.place, .name = package.name, .version = package.version, .reason = {}};
        const auto say = [&](SignatureState state, std::string reason) {
            out.state = state;
            out.reason = std::move(reason);
            return out;
        };
        if (package.by_archive)
            return say(
                SignatureState::unknown,
                "Yarn's lock file has the digest of its own archive, and the registry signs that of its tarball");
        const auto& document = document_of(package.name);
        if (!document) return say(SignatureState::unknown, document.error().message());
        if (!*document) return say(SignatureState::unknown, "no document of the registry about it");
        const npm::PublishedVersion* published = (*document)->find(package.version);
        if (published == nullptr) return say(SignatureState::other, "the registry's document has no such version");
        const npm::Distribution& distribution = published->distribution;
        const auto same = is_same_tarball(package.integrity, distribution.integrity);
        if (!same)
            return say(SignatureState::unknown, "the lock file has no digest of the kind that the registry signs");
        if (!*same)
            return say(SignatureState::other, "the registry's document is of another tarball than the lock file's");
        if (distribution.signatures.empty()) return say(SignatureState::missing, "the registry has signed nothing");
        std::vector<signing::NpmSignature> signatures;
        signatures.reserve(distribution.signatures.size());
        for (const npm::RegistrySignature& one : distribution.signatures)
            signatures.push_back({.key_id = one.key_id, .signature = one.signature});
        const auto key = signing::verify_npm_signatures({.name = package.name,
                                                         .version = package.version,
                                                         .integrity = distribution.integrity,
                                                         .published = published->published},
                                                        signatures, keys_);
        if (key) return say(SignatureState::holds, *key);
        return say(SignatureState::wrong,
                   fmt::format("[{}] {}", signing::name_of(key.error().problem), key.error().error.message()));
    }

  private:
    const Result<std::optional<npm::Packument>>& document_of(const std::string& name) {
        const auto known = asked_.find(name);
        return known != asked_.end() ? known->second : asked_.emplace(name, documents_.packument(name)).first->second;
    }

    npm::PackumentSource& documents_;
    std::span<const signing::NpmKey> keys_;
    std::map<std::string, Result<std::optional<npm::Packument>>, std::less<>> asked_;
};

}  // namespace

std::string_view name_of(SignatureState state) {
    switch (state) {
        case SignatureState::holds: return "holds";
        case SignatureState::wrong: return "wrong";
        case SignatureState::other: return "other";
        case SignatureState::missing: return "unsigned";
        case SignatureState::unknown: return "unknown";
    }
    return "";
}

std::vector<PackageSignature> check_registry_signatures(const RegistryResult& result, npm::PackumentSource& documents,
                                                        std::span<const signing::NpmKey> keys) {
    std::vector<PackageSignature> out;
    SignatureChecker checker(documents, keys);
    for (const PackageResult& package : result.packages)
        if (!package.integrity.empty() || package.by_archive) out.push_back(checker.check(package));
    return out;
}

}  // namespace ward::policy
