#include "actions/update/ladder/sigstore_trust.h"

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr size_t max_root_bytes = 4u << 20;
constexpr std::string_view usual_issuer = "https://token.actions.githubusercontent.com";

}  // namespace

Result<SignerDemand> signer_demand(const RungInput& input) {
    SignerDemand wanted;
    WARD_TRY(const std::string json, project_file(input, "trusted_root", max_root_bytes));
    auto root = signing::parse_trusted_root(json, "the trusted root");
    if (!root) return std::unexpected(root.error().error);
    wanted.trust.root = *std::move(root);
    WARD_TRY(wanted.demand.identity, word_of(input, "identity"));
    WARD_TRY(wanted.demand.issuer, word_of(input, "issuer"));
    WARD_TRY(const std::string repository, word_of(input, "repository"));
    const std::string where = fmt::format("{}:{}", input.recipe->id, input.demand->line);
    if (wanted.demand.identity.empty() == repository.empty())
        return fail(ErrorCode::usage,
                    fmt::format("{} needs `identity` or `repository`, one of them", input.demand->rung), where);
    if (repository.empty()) {
        if (wanted.demand.issuer.empty())
            return fail(ErrorCode::usage, fmt::format("{} needs `issuer` beside `identity`", input.demand->rung),
                        where);
        return wanted;
    }
    if (!is_repository(repository))
        return fail(ErrorCode::usage, fmt::format("\"{}\" is no repository", display(repository)), where);
    // A workflow's identity has file and tag in it, which change: the verifier accepts any, and verify_signer does not.
    wanted.repository_url = fmt::format("https://github.com/{}/", repository);
    wanted.demand.any_identity = true;
    if (wanted.demand.issuer.empty()) wanted.demand.issuer = usual_issuer;
    return wanted;
}

std::expected<signing::SigstoreFacts, std::string> verify_signer(std::string_view bundle, std::string_view name,
                                                                 std::string_view artefact,
                                                                 const SignerDemand& wanted) {
    auto facts = signing::verify_sigstore(bundle, name, artefact, wanted.trust, wanted.demand);
    if (!facts)
        return std::unexpected(
            fmt::format("{}: {}", signing::name_of(facts.error().problem), facts.error().error.message()));
    if (wanted.repository_url.empty()) return *std::move(facts);
    if (facts->issuer != wanted.demand.issuer)
        return std::unexpected(fmt::format("issuer-mismatch: the identity comes from \"{}\", not from \"{}\"",
                                           display(facts->issuer), wanted.demand.issuer));
    if (!facts->certificate || !facts->identity.starts_with(wanted.repository_url))
        return std::unexpected(fmt::format("identity-mismatch: signed by \"{}\", which is not of {}",
                                           display(facts->identity), wanted.repository_url));
    return *std::move(facts);
}

}  // namespace ward::update
