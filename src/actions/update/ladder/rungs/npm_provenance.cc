// npm-provenance: the registry's attestation that a workflow of the named repository built this tarball
// (https://docs.npmjs.com/generating-provenance-statements). The statement's subject has to be the package by name too:
// one repository may publish many.
#include <fmt/core.h>

#include "actions/update/ladder/rung_npm.h"
#include "actions/update/ladder/sigstore_trust.h"
#include "actions/update/upstream/artefact.h"
#include "base/text.h"
#include "facts/npm/attestations.h"

namespace ward::update {
namespace {

constexpr std::string_view npm_provenance_words[] = {"trusted_root", "identity", "issuer", "repository"};
Result<RungResult> climb_npm_provenance(const RungInput& input) {
    WARD_TRY(const Fetched* tarball, npm_tarball(input));
    if (npm_fact(input, "attestations").empty()) return absent(input, "the registry has no attestation");
    WARD_TRY(const SignerDemand wanted, signer_demand(input));
    const std::string package = npm_fact(input, "package");
    // The registry's own place, not the one that the document names: that could be anywhere.
    const std::string url = fmt::format("{}/-/npm/v1/attestations/{}@{}", registry_of(input),
                                        replace_all(package, "/", "%2f"), input.candidate->version);
    WARD_TRY(const Fetched answer,
             download(*input.world, {.url = url, .name = "attestations", .most_bytes = signing::max_bundle_bytes}));
    WARD_TRY(const std::vector<npm::Attestation> all, npm::parse_attestations(answer.bytes, url));
    for (const npm::Attestation& attestation : all) {
        if (!attestation.is_provenance()) continue;
        const auto facts = verify_signer(attestation.bundle, "the attestation", tarball->bytes, wanted);
        if (!facts) return fails(input, facts.error());
        if (!facts->statement || !facts->statement->predicate_type.starts_with(npm::provenance_type))
            return fails(input, "subject-missing: what is signed is no provenance");
        if (!npm::names_package(*facts->statement, package, input.candidate->version))
            return fails(input, fmt::format("subject-missing: the provenance is not of {}@{}", display(package),
                                            input.candidate->version));
        RungResult result = holds(input, "built by " + display(facts->identity));
        result.evidence.emplace_back("npm-provenance.identity", facts->identity);
        result.evidence.emplace_back("npm-provenance.issuer", facts->issuer);
        return result;
    }
    return absent(input, "none of the registry's attestations is a provenance");
}

}  // namespace

WARD_UPDATE_RUNG(npm_provenance) = {
    .name = "npm-provenance",
    .summary = "the attestation of the build that made the tarball",
    .words = npm_provenance_words,
    .climb = climb_npm_provenance,
};

}  // namespace ward::update
