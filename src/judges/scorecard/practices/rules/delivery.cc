// How releases reach users, signatures, and secrets.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

// A package index or the forge: both are reached over TLS alone.
std::optional<Evidence> secure_channel(const Project& project) {
    for (const FoundBuild& found : project.builds()) {
        if (!found.kind->has_registry) continue;
        const Node* is_private = found.kind->name == "package.json" && project.package() != nullptr
                                     ? project.package()->find("private")
                                     : nullptr;
        if (is_private != nullptr && is_private->truth) continue;
        Evidence out = found.where;
        out.text = fmt::format("packages are taken from the registry of {}, over TLS", found.kind->tool);
        return out;
    }
    if (project.is_on_forge()) return project.address()->from;
    return std::nullopt;
}

Answer delivery_mitm(const Project& project) {
    static const re2::RE2 plain("(?i)(curl|wget|download)\\b.*\\bhttp://[a-z0-9.-]+\\.[a-z]{2,}");
    if (const auto hole = project.documents().find(readme | building, plain))
        return unknown("the documentation names a download over plain HTTP", {*hole});
    if (const auto found = secure_channel(project)) return met("Users get the software over TLS.", {*found});
    return unknown("no channel of delivery was recognised");
}

Answer delivery_unsigned(const Project& project) {
    static const re2::RE2 plain("(?i)http://[^\\s)\"']+(sha\\d*(sum)?s?|md5(sum)?|checksums?|digest)\\b");
    if (const auto hole = first_of({project.documents().find(guides, plain), project.step(plain, Trigger::any)}))
        return unmet("A hash is taken over plain HTTP.", {*hole});
    if (const auto found = secure_channel(project))
        return met("No hash over plain HTTP is named in documents or pipelines; delivery is over TLS.", {*found});
    return unknown("no channel of delivery was recognised");
}

std::optional<Evidence> verification_guide(const Project& project) {
    static const re2::RE2 verify(
        "(?i)(gpg2?v? .*--verify|gpgv |cosign verify|slsa-verifier|gh attestation verify|npm audit signatures|minisign "
        "-V|sha256sum (-c|--check)|verify(ing)? (the "
        ")?(binar|release|signature|download|package|artifact|provenance|attestation)|shasums256)");
    return project.documents().find(guides | security, verify);
}

// Signatures that a workflow makes.
std::optional<Evidence> signing_step(const Project& project) {
    static const re2::RE2 sign(
        "(?i)(--provenance|attest-build-provenance|cosign sign|slsa-github-generator|gpg "
        ".*--(detach-)?sign|sigstore|NPM_CONFIG_PROVENANCE|ghaction-import-gpg|pypa/gh-action-pypi-publish)");
    return project.step(sign, Trigger::any);
}

std::optional<Evidence> signatures(const Project& project) {
    if (const CheckResult* check = project.check("Signed-Releases"); check != nullptr && check->score > 0)
        return Project::evidence_of(*check);
    return signing_step(project);
}

Answer signed_releases(const Project& project) {
    const auto sign = signatures(project);
    const auto guide = verification_guide(project);
    if (sign && guide) return met("Releases are signed, and how to verify them is documented.", {*sign, *guide});
    return unknown(
        sign ? "releases are signed, and no guide to verify them was found" : "no signature of releases was seen",
        all_of({sign, guide}));
}

Answer release_signed(const Project& project) {
    if (const CheckResult* check = project.check("Signed-Releases"); check != nullptr && check->score == 0)
        return unmet("None of the last releases has a signature or provenance.", {Project::evidence_of(*check)});
    if (const auto sign = signatures(project)) return met("Releases are signed or have provenance.", {*sign});
    return unknown("no signature of releases was seen", all_of({verification_guide(project)}));
}

Answer verify_integrity(const Project& project) {
    if (const auto guide = verification_guide(project)) return met("It is told how to verify a release.", {*guide});
    return unknown("no instructions for verifying a release were found");
}

Answer verify_identity(const Project& project) {
    static const re2::RE2 keys(
        "(?i)(release (keys|team)|releasers?('s|s')? keys|gpg "
        "--keyserver|--recv-keys|fingerprint|certificate-identity|--owner |release keyring)");
    if (const auto found = project.documents().find(guides | security | governance, keys))
        return met("It is told who makes releases, and how that is verified.", {*found});
    return unknown("nothing tells by which identity releases are made");
}

Answer release_assets(const Project& project) {
    if (project.forge() == nullptr || !project.forge()->releases) return unknown("the forge's facts have no releases");
    for (const forge::Release& release : *project.forge()->releases)
        if (!release.assets.empty())
            return met("Assets hang on a release with its tag.",
                       {forge_fact(fmt::format("{} has {} assets", release.tag, release.assets.size()))});
    return unknown("no release on the forge has assets",
                   {forge_fact(fmt::format("{} releases", project.forge()->releases->size()))});
}

Answer sbom(const Project& project) {
    static const re2::RE2 make("(?i)(sbom-action|\\bsyft\\b|cyclonedx|npm sbom|spdx-sbom|sbom-tool)");
    const CheckResult* check = project.check("SBOM");
    if (check != nullptr && check->score == max_score)
        return met("Releases have a bill of materials.", {Project::evidence_of(*check)});
    if (const auto step = project.step(make, Trigger::any))
        return met("A workflow makes a bill of materials.", {*step});
    return unknown("no bill of materials was seen");
}

const re2::RE2& secret_name() {
    static const re2::RE2 pattern(
        "(?i)((^|/"
        ")(id_(rsa|dsa|ecdsa|ed25519)|\\.env|\\.npmrc|\\.netrc|\\.pgpass|credentials)$|\\.(pfx|p12|keystore|jks|ppk)$|["
        "._-]?(private|secret)[\\w-]*\\.(pem|key)$)");
    return pattern;
}

// A file whose name suggests a secret, and whose text has one: .npmrc without a token has none.
std::optional<Evidence> likely_secret(const Project& project) {
    static const re2::RE2 secret(
        "(-----BEGIN [A-Z ]*PRIVATE "
        "KEY-----|_authToken\\s*=\\s*[\\w-]{8}|_password\\s*=|(?i)(secret|token|password|api_?key)\\s*=\\s*[\\w/"
        "+-]{12})");
    constexpr size_t enough = 1u << 14;
    for (const TreeFile* file : project.own_files()) {
        if (!re2::RE2::PartialMatch(re2::StringPiece(file->path.data(), file->path.size()), secret_name())) continue;
        const auto start = project.facts().tree().start(file->path, enough);
        if (!start) continue;
        auto found = find_line(file->path, start->bytes, secret);
        if (!found) continue;
        found->text = "looks like a secret";  // and is not repeated in a report
        return found;
    }
    return std::nullopt;
}

Answer leaked_credentials(const Project& project) {
    const auto found = likely_secret(project);
    return unknown(found ? "a file looks like a credential; whether it is valid, only its owner knows"
                         : "that no credential is in the history cannot be seen",
                   all_of({found}));
}

Answer secrets_prevented(const Project& project) {
    static const re2::RE2 scanner("(?i)(gitleaks|trufflehog|detect-secrets|git-secrets|ggshield|secretlint|talisman)");
    static const re2::RE2 hooks("^\\.pre-commit-config\\.yaml$");
    const auto found = first_of({project.step(scanner, Trigger::any), project.root_line(hooks, scanner)});
    if (const auto leak = likely_secret(project))
        return unknown("a file looks like a credential", all_of({leak, found}));
    if (found) return met("A scanner keeps secrets out.", {*found});
    static const re2::RE2 ignore("^\\.gitignore$");
    static const re2::RE2 ignored("(?i)(\\.env\\b|\\.pem|\\.key\\b|secrets?|credentials)");
    return unknown("no scanner for secrets was recognised; that of the forge cannot be seen",
                   all_of({project.root_line(ignore, ignored)}));
}

constexpr Rule delivery_rules[] = {
    {"delivery_mitm OSPS-BR-03.02", delivery_mitm},
    {"delivery_unsigned", delivery_unsigned},
    {"signed_releases", signed_releases},
    {"OSPS-BR-06.01", release_signed},
    {"OSPS-DO-03.01", verify_integrity},
    {"OSPS-DO-03.02", verify_identity},
    {"OSPS-BR-02.02", release_assets},
    {"OSPS-QA-02.02", sbom},
    {"no_leaked_credentials", leaked_credentials},
    {"OSPS-BR-07.01", secrets_prevented},
};

}  // namespace

WARD_RULES(delivery) = {.name = "delivery", .rules = delivery_rules};

}  // namespace ward::scorecard::practices
