// sigstore: a bundle beside the artefact, by the identity that the recipe names.
#include <fmt/core.h>

#include "actions/update/ladder/sigstore_trust.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view sigstore_words[] = {"bundle",   "url",    "file",      "trusted_root",
                                               "identity", "issuer", "repository"};

Result<RungResult> climb_sigstore(const RungInput& input) {
    WARD_TRY(const SignerDemand wanted, signer_demand(input));
    WARD_TRY(const std::vector<const Fetched*> subjects, subjects_of(input));
    if (subjects.size() > 1 && (input.demand->words.contains("bundle") || input.demand->words.contains("url")))
        return fail(ErrorCode::usage, "sigstore: one bundle is named and several artefacts; name the `file`",
                    fmt::format("{}:{}", input.recipe->id, input.demand->line));
    RungResult result = holds(input, "");
    std::vector<std::string> said;
    for (const Fetched* fetched : subjects) {
        WARD_TRY(
            const std::optional<Evidence> bundle,
            evidence_of(input, "bundle", "url",
                        {fetched->name + ".sigstore.json", fetched->name + ".sigstore", fetched->name + ".bundle"}));
        if (!bundle) return absent(input, fmt::format("{} has no bundle", display(fetched->name)));
        const auto facts = verify_signer(bundle->bytes, bundle->name, fetched->bytes, wanted);
        if (!facts) return fails(input, facts.error());
        said.push_back(fmt::format("{} is signed by {}", display(fetched->name), display(facts->identity)));
        result.evidence.emplace_back("sigstore.identity", facts->identity);
        result.evidence.emplace_back("sigstore.issuer", facts->issuer);
    }
    result.detail = join(said, "; ");
    return result;
}

}  // namespace

WARD_UPDATE_RUNG(sigstore) = {
    .name = "sigstore",
    .summary = "a Sigstore bundle by a named identity",
    .words = sigstore_words,
    .climb = climb_sigstore,
};

}  // namespace ward::update
