// npm-provenance: the registry's attestation that a workflow of the named repository built this tarball
// (https://docs.npmjs.com/generating-provenance-statements). The statement's subject has to be the package by name too:
// one repository may publish many.
#include <fmt/format.h>
#include <simdjson.h>

#include "actions/update/ladder/rung_npm.h"
#include "actions/update/ladder/sigstore_trust.h"
#include "actions/update/upstream/artefact.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::update {
namespace {

constexpr std::string_view words[] = {"trusted_root", "identity", "issuer", "repository"};
constexpr std::string_view provenance = "https://slsa.dev/provenance/";
constexpr size_t max_attestations = 100;

struct Attestation {
    std::string type;
    std::string bundle;  // as it stands
};

// {"attestations":[{"predicateType":"…","bundle":{…}}]}
Result<std::vector<Attestation>> attestations_of(const std::string& json, const std::string& url) {
    namespace ondemand = simdjson::ondemand;
    const auto undocumented = [&] { return fail(ErrorCode::parse, "the answer is not as documented", url); };
    // First as a whole: below, only what is looked at is checked, and a key that is there twice would be two things.
    WARD_TRY([[maybe_unused]] const Node whole, parse_json(json, url));
    const simdjson::padded_string padded(json);
    ondemand::parser parser;
    ondemand::document document;
    ondemand::array list;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return undocumented();
    if (document["attestations"].get_array().get(list) != simdjson::SUCCESS) return undocumented();
    std::vector<Attestation> all;
    for (auto item : list) {
        ondemand::object object;
        std::string_view type;
        std::string_view bundle;
        if (item.get_object().get(object) != simdjson::SUCCESS) return undocumented();
        if (object["predicateType"].get_string().get(type) != simdjson::SUCCESS) return undocumented();
        std::string kind(type);
        ondemand::object inner;
        if (object["bundle"].get_object().get(inner) != simdjson::SUCCESS) return undocumented();
        if (inner.raw_json().get(bundle) != simdjson::SUCCESS) return undocumented();
        if (all.size() == max_attestations)
            return fail(ErrorCode::limit, fmt::format("has more than {} attestations", max_attestations), url);
        all.push_back({std::move(kind), std::string(bundle)});
    }
    return all;
}

bool names_package(const signing::Statement& statement, const std::string& package, const std::string& version) {
    const std::string purl = fmt::format("pkg:npm/{}@{}", replace_all(package, "@", "%40"), version);
    for (const signing::StatementSubject& subject : statement.subjects)
        if (subject.name == purl) return true;
    return false;
}

Result<RungResult> climb(const RungInput& input) {
    WARD_TRY(const Fetched* tarball, npm_tarball(input));
    if (npm_fact(input, "attestations").empty()) return absent(input, "the registry has no attestation");
    WARD_TRY(const SignerDemand wanted, signer_demand(input));
    const std::string package = npm_fact(input, "package");
    // The registry's own place, not the one that the document names: that could be anywhere.
    const std::string url = fmt::format("{}/-/npm/v1/attestations/{}@{}", registry_of(input),
                                        replace_all(package, "/", "%2f"), input.candidate->version);
    WARD_TRY(const Fetched answer,
             download(*input.world, {.url = url, .name = "attestations", .most_bytes = signing::max_bundle_bytes}));
    WARD_TRY(const std::vector<Attestation> all, attestations_of(answer.bytes, url));
    for (const Attestation& attestation : all) {
        if (!attestation.type.starts_with(provenance)) continue;
        const auto facts = verify_signer(attestation.bundle, "the attestation", tarball->bytes, wanted);
        if (!facts) return fails(input, facts.error());
        if (!facts->statement || !facts->statement->predicate_type.starts_with(provenance))
            return fails(input, "subject-missing: what is signed is no provenance");
        if (!names_package(*facts->statement, package, input.candidate->version))
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
    .words = words,
    .climb = climb,
};

}  // namespace ward::update
