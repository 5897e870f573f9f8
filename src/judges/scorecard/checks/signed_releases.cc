// Signed-Releases: of the last five releases those that have files should have signatures (8) or provenance (10) beside
// them. Names alone are looked at; nobody verifies.
//
// ward also counts provenance that a package index has verified (npm's attestations, by deps.dev's answer), which the
// peer leaves out (ossf/scorecard#4080, #4823).
#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <span>

#include <fmt/core.h>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view signed_releases_name = "Signed-Releases";
constexpr size_t look_back = 5;
constexpr int points_of_signature = 8;

// What to look for among the files of a release, and in which words the peer tells of it.
struct Proof {
    std::string_view probe;
    std::span<const std::string_view> endings;
    std::string_view found;
    std::string_view not_found;  // after "release artifact TAG "
    std::string_view no_releases;
};
constexpr std::array<std::string_view, 6> signature_endings{".asc",  ".minisig",  ".sig",
                                                            ".sign", ".sigstore", ".sigstore.json"};
constexpr std::array<std::string_view, 1> provenance_endings{".intoto.jsonl"};
constexpr Proof signature{.probe = "releasesAreSigned",
                          .endings = signature_endings,
                          .found = "signed release artifact",
                          .not_found = "not signed",
                          .no_releases = "no GitHub/GitLab releases found"};
constexpr Proof provenance{.probe = "releasesHaveProvenance",
                           .endings = provenance_endings,
                           .found = "provenance for release artifact",
                           .not_found = "does not have provenance",
                           .no_releases = "no GitHub releases found"};

std::vector<const forge::Release*> last_releases(const std::vector<forge::Release>& all) {
    std::vector<const forge::Release*> out;
    for (const forge::Release& release : all | std::views::take(look_back)) out.push_back(&release);
    return out;
}

ProbeFinding look_for(const Proof& proof, const forge::Release& release) {
    for (const forge::Asset& asset : release.assets) {
        if (std::ranges::none_of(proof.endings, [&](std::string_view end) { return asset.name.ends_with(end); })) {
            continue;
        }
        return {.probe = proof.probe,
                .outcome = Outcome::yes,
                .message = fmt::format("{}: {}", proof.found, asset.name),
                .location = Location{.path = asset.url, .kind = Location::Kind::url},
                .values = {{"releaseName", release.tag}, {"assetName", asset.name}}};
    }
    return {.probe = proof.probe,
            .message = fmt::format("release artifact {} {}", release.tag, proof.not_found),
            .location = Location{.path = release.url, .kind = Location::Kind::url},
            .values = {{"releaseName", release.tag}}};
}

// All signatures first, then all provenance.
std::vector<ProbeFinding> look_at_signed_releases(const std::vector<const forge::Release*>& releases) {
    std::vector<ProbeFinding> out;
    for (const Proof& proof : {signature, provenance}) {
        const size_t before = out.size();
        for (const forge::Release* release : releases) {
            if (!release->assets.empty()) out.push_back(look_for(proof, *release));
        }
        if (out.size() == before) {
            out.push_back(
                {.probe = proof.probe, .outcome = Outcome::not_applicable, .message = std::string(proof.no_releases)});
        }
    }
    return out;
}

std::string tag_of(const ProbeFinding& finding) {
    const auto found = finding.values.find("releaseName");
    return found == finding.values.end() ? std::string() : found->second;
}

// Points of each release, by its tag.
std::map<std::string, int> points_of(const std::vector<ProbeFinding>& findings) {
    std::map<std::string, int> points;
    for (const ProbeFinding& finding : findings) {
        int& release = points[tag_of(finding)];
        if (finding.outcome != Outcome::yes) continue;
        release = std::max(release, finding.probe == provenance.probe ? max_score : points_of_signature);
    }
    return points;
}

std::vector<Detail> details_of(const std::vector<ProbeFinding>& findings, const std::map<std::string, int>& points) {
    std::vector<Detail> out;
    for (const ProbeFinding& finding : findings) {
        const std::string text = fmt::format("GitHub release found: {}", tag_of(finding));
        if (std::ranges::find(out, text, &Detail::text) == out.end()) {
            out.push_back({.level = Detail::Level::debug, .text = text});
        }
    }
    for (const ProbeFinding& finding : findings) {
        // Who has provenance needs no signature.
        const bool is_settled = finding.probe == signature.probe && points.at(tag_of(finding)) == max_score;
        if (finding.outcome == Outcome::no && is_settled) continue;
        out.push_back(detail_of(finding, finding.outcome == Outcome::yes ? Detail::Level::info : Detail::Level::warn));
    }
    return out;
}

int score_of(const std::map<std::string, int>& points) {
    int sum = 0;
    for (const auto& [tag, release] : points) sum += release;
    return points.empty() ? 0 : sum / static_cast<int>(points.size());
}

CheckResult judge_signed_releases(std::vector<ProbeFinding> findings) {
    if (std::ranges::find(findings, Outcome::not_applicable, &ProbeFinding::outcome) != findings.end()) {
        CheckResult result = without_score(signed_releases_name, "no releases found");
        result.findings = std::move(findings);
        return result;
    }
    if (std::ranges::any_of(findings, [](const ProbeFinding& one) { return tag_of(one).empty(); })) {
        return failed(signed_releases_name, "no release found");
    }
    const std::map<std::string, int> points = points_of(findings);
    const auto proofs = std::ranges::count(findings, Outcome::yes, &ProbeFinding::outcome);
    const auto proven = std::ranges::count_if(points, [](const auto& one) { return one.second > 0; });
    CheckResult result =
        proofs == 0
            ? scored(signed_releases_name, "Project has not signed or included provenance with any releases.", 0)
            : scored(signed_releases_name,
                     fmt::format("{} out of the last {} releases have a total of {} signed artifacts.", proven,
                                 points.size(), proofs),
                     score_of(points));
    result.details = details_of(findings, points);
    result.findings = std::move(findings);
    return result;
}

// "v1.2.3" and "package@1.2.3" are the version 1.2.3.
std::string_view version_of(std::string_view tag) {
    tag.remove_prefix(tag.rfind('@') + 1);
    if (tag.starts_with('v') || tag.starts_with('V')) tag.remove_prefix(1);
    return tag;
}

const forge::PackageProvenance* verified_package(const std::vector<forge::PackageProvenance>& all,
                                                 const forge::Release& release) {
    const auto found = std::ranges::find_if(all, [&](const forge::PackageProvenance& package) {
        return package.is_verified && package.version == version_of(release.tag);
    });
    return found == all.end() ? nullptr : &*found;
}

// ward's own: a release whose package has verified provenance is proven, with files beside it or without.
void count_packages(const forge::ForgeFacts& forge, CheckResult& result) {
    if (!forge.provenance || result.error) return;
    std::map<std::string, int> points;
    if (result.score != inconclusive) points = points_of(result.findings);
    bool has_any = false;
    for (const forge::Release* release : last_releases(*forge.releases)) {
        const forge::PackageProvenance* package = verified_package(*forge.provenance, *release);
        if (package == nullptr) continue;
        has_any = true;
        points[release->tag] = max_score;
        ProbeFinding finding{.probe = "releasesHaveVerifiedProvenance",
                             .outcome = Outcome::yes,
                             .message = fmt::format("{} package {} {} has verified provenance", package->system,
                                                    package->name, package->version),
                             .values = {{"releaseName", release->tag}},
                             .origin = Origin::ward};
        result.details.push_back(detail_of(finding, Detail::Level::info));
        result.findings.push_back(std::move(finding));
    }
    if (has_any && score_of(points) != result.score) result.own_score = score_of(points);
}

CheckResult run_signed_releases(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->releases) return missing(signed_releases_name, facts, "releases");
    CheckResult result = judge_signed_releases(look_at_signed_releases(last_releases(*facts.forge->releases)));
    count_packages(*facts.forge, result);
    return result;
}

}  // namespace

std::vector<ProbeFinding> releases_have_verified_provenance(const Facts& facts) {
    constexpr std::string_view id = "releasesHaveVerifiedProvenance";
    if (facts.forge == nullptr || !facts.forge->provenance || facts.forge->provenance->empty()) {
        return {{.probe = id, .outcome = Outcome::not_applicable, .message = "no package manager releases found"}};
    }
    std::vector<ProbeFinding> out;
    for (const forge::PackageProvenance& package : *facts.forge->provenance) {
        out.push_back({.probe = id,
                       .outcome = package.is_verified ? Outcome::yes : Outcome::no,
                       .message = package.is_verified ? "release with verified provenance"
                                                      : "release without verified provenance"});
    }
    return out;
}

WARD_CHECK(signed_releases) = {
    .name = signed_releases_name,
    .summary = "Determines if the project cryptographically signs release artifacts.",
    .risk = Risk::high,
    .needs_forge = true,
    .reads_files = false,
    .needed = "a token that may read releases",
    .run = run_signed_releases,
};

}  // namespace ward::scorecard
