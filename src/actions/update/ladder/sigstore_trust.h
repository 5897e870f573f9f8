// Whom rungs npm-provenance and sigstore believe: a trusted root of the project (word `trusted_root`), an issuer and an
// identity (words `issuer`, `identity`), or, of workflows, the repository that they are of (`repository`).
#pragma once

#include <string>
#include <string_view>

#include "actions/update/ladder/rung_input.h"
#include "formats/signing/sigstore.h"

namespace ward::update {

struct SignerDemand {
    signing::SigstoreTrust trust;
    signing::SigstoreDemand demand;
    std::string repository_url;  // "https://github.com/owner/name/", which the identity begins with; or empty
};
// `usage` where neither identity nor repository is named: everybody can have such a signature.
Result<SignerDemand> signer_demand(const RungInput& input);
// Verified, and by whom it should be. A problem's word and sentence otherwise.
std::expected<signing::SigstoreFacts, std::string> verify_signer(std::string_view bundle, std::string_view name,
                                                                 std::string_view artefact, const SignerDemand& wanted);

}  // namespace ward::update
