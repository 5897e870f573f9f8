// See registry_provenance.h.
#include "judges/policy/registry_provenance.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/npm/attestations.h"
#include "formats/digest.h"
#include "formats/sri.h"

namespace ward::policy {
namespace {

// Is the package, as the tarball that the lock file names, among the subjects?
bool is_of_tarball(const signing::Statement& statement, const PackageResult& package) {
    const std::string subject_name = npm::package_subject(package.name, package.version);
    for (const std::string_view word : split(package.integrity, ' ')) {
        const auto hashes = parse_sri(word, SriReading::strict);
        if (!hashes || hashes->front().algorithm != ShaAlgorithm::sha512) continue;
        const std::pair<std::string, std::string> wanted{"sha512", hex(hashes->front().digest)};
        for (const signing::StatementSubject& subject : statement.subjects)
            if (subject.name == subject_name && std::ranges::find(subject.digests, wanted) != subject.digests.end())
                return true;
    }
    return false;
}

// The signer where it holds, else the reason.
std::expected<std::string, std::string> verify(const npm::Attestation& attestation, const PackageResult& package,
                                               const signing::SigstoreTrust& trust) {
    const std::string name = fmt::format("the attestation of {}@{}", package.name, package.version);
    const auto facts = signing::verify_sigstore(attestation.bundle, name, std::nullopt, trust, {.any_identity = true});
    if (!facts)
        return std::unexpected(
            fmt::format("[{}] {}", signing::name_of(facts.error().problem), facts.error().error.message()));
    if (!facts->statement || facts->statement->predicate_type != attestation.type)
        return std::unexpected("what is signed is not what the registry says it is");
    if (!npm::names_package(*facts->statement, package.name, package.version))
        return std::unexpected("the attestation is of another package or version");
    if (!is_of_tarball(*facts->statement, package))
        return std::unexpected("the attestation is of another tarball than the lock file's");
    if (attestation.is_provenance() && !facts->certificate)
        return std::unexpected("the provenance is signed by a key, not by a workflow");
    return facts->identity;
}

PackageProvenance check(const PackageResult& package, npm::AttestationSource& documents,
                        const signing::SigstoreTrust& trust) {
    PackageProvenance out{.place = package.place, .name = package.name, .version = package.version, .reason = {}};
    const auto is_wrong = [&](std::string reason) {
        out.state = ProvenanceState::wrong;
        out.reason = std::move(reason);
        return out;
    };
    const auto text = documents.attestations(package.name, package.version);
    if (!text) {
        out.state = ProvenanceState::unknown;
        out.reason = text.error().message();
        return out;
    }
    if (!*text) return out;
    const auto attestations = npm::parse_attestations(**text, package.name + '@' + package.version);
    if (!attestations) return is_wrong(attestations.error().message());
    for (const npm::Attestation& attestation : *attestations) {
        if (!attestation.is_provenance() && trust.keys.empty()) continue;
        auto signer = verify(attestation, package, trust);
        if (!signer) return is_wrong(std::move(signer.error()));
        if (!attestation.is_provenance()) continue;
        out.state = ProvenanceState::holds;
        out.reason = *std::move(signer);
    }
    return out;
}

}  // namespace

std::vector<PackageProvenance> check_provenance(const RegistryResult& result, npm::AttestationSource& documents,
                                                const signing::SigstoreTrust& trust) {
    std::vector<const PackageResult*> compared;
    for (const PackageResult& package : result.packages)
        if (!package.integrity.empty()) compared.push_back(&package);
    std::vector<PackageProvenance> out(compared.size());
    parallel_for(compared.size(), [&](size_t i) { out[i] = check(*compared[i], documents, trust); });
    return out;
}

}  // namespace ward::policy
