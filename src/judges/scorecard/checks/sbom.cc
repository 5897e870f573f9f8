// SBOM: a bill of materials in the project's first folder (5) and beside a release (10). Names alone are looked at.
#include <algorithm>
#include <array>
#include <ranges>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/missing.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view sbom_name = "SBOM";
constexpr size_t look_back = 5;
constexpr int points_of_file = 5;

// After a dot somewhere in the name. The peer's pattern is open at its end and its second dot stands for any character,
// so that "a.spdx.old" and "a.cdx_json" are bills of materials too, and every further ending of SPDX is found.
bool is_kind(std::string_view rest) {
    if (rest.starts_with("spdx")) return true;
    if (!rest.starts_with("cdx")) return false;
    rest.remove_prefix(3);
    if (rest.starts_with('\n')) return false;
    rest.remove_prefix(std::min(std::max<size_t>(utf8_length(rest), 1), rest.size()));
    return rest.starts_with("json") || rest.starts_with("xml");
}

bool is_sbom(std::string_view file) {
    const std::string lower = to_lower(file);
    for (size_t dot = lower.find('.'); dot != std::string::npos; dot = lower.find('.', dot + 1)) {
        const bool has_name = dot > 0 && lower[dot - 1] != '\n';
        if (has_name && is_kind(std::string_view(lower).substr(dot + 1))) return true;
    }
    return false;
}

struct Sbom {
    std::string name;
    Location location;
};

// At most one of each release.
std::vector<Sbom> of_releases(const std::vector<forge::Release>& releases) {
    std::vector<Sbom> out;
    for (const forge::Release& release : releases | std::views::take(look_back)) {
        const auto found =
            std::ranges::find_if(release.assets, [](const forge::Asset& asset) { return is_sbom(asset.name); });
        if (found == release.assets.end()) continue;
        out.push_back({.name = found->name,
                       .location = {.path = found->url, .kind = Location::Kind::url, .has_line_zero = true}});
    }
    return out;
}

std::vector<Sbom> of_tree(const inventory::Tree& tree) {
    std::vector<Sbom> out;
    for (const std::string_view path : listed_files(tree)) {
        if (path.contains('/') || path.starts_with('.') || !is_sbom(path)) continue;
        out.push_back({.name = std::string(path),
                       .location = {.path = std::string(path), .kind = Location::Kind::source, .has_line_zero = true}});
    }
    return out;
}

std::vector<ProbeFinding> look_at_sbom(const std::vector<Sbom>& released, const std::vector<Sbom>& kept) {
    std::vector<ProbeFinding> out;
    for (const std::vector<Sbom>* some : {&released, &kept}) {
        for (const Sbom& sbom : *some) {
            out.push_back({.probe = "hasSBOM",
                           .outcome = Outcome::yes,
                           .message = "Project has a SBOM file",
                           .location = sbom.location});
        }
    }
    if (out.empty()) out.push_back({.probe = "hasSBOM", .message = "Project does not have a SBOM file"});
    for (const Sbom& sbom : released) {
        out.push_back({.probe = "hasReleaseSBOM",
                       .outcome = Outcome::yes,
                       .message = "Project publishes an SBOM file as part of a release or CICD",
                       .location = sbom.location,
                       .values = {{"assetName", sbom.name}, {"assetURL", sbom.location.path}}});
    }
    if (released.empty()) {
        out.push_back({.probe = "hasReleaseSBOM",
                       .message = "Project is not publishing an SBOM file as part of a release or CICD"});
    }
    return out;
}

CheckResult run_sbom(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->releases) return missing(sbom_name, facts, "releases");
    const std::vector<Sbom> released = of_releases(*facts.forge->releases);
    const std::vector<Sbom> kept = of_tree(facts.tree());
    CheckResult result;
    if (!released.empty()) {
        result = scored(sbom_name, "SBOM file found in release artifacts", max_score);
    } else if (!kept.empty()) {
        result = scored(sbom_name, "SBOM file found in project", points_of_file);
    } else {
        result = scored(sbom_name, "SBOM file not detected", 0);
    }
    result.findings = look_at_sbom(released, kept);
    for (const ProbeFinding& finding : result.findings) {
        result.details.push_back(
            detail_of(finding, finding.outcome == Outcome::yes ? Detail::Level::info : Detail::Level::warn));
    }
    return result;
}

}  // namespace

WARD_CHECK(sbom) = {
    .name = sbom_name,
    .summary = "Determines if the project maintains a Software Bill of Materials.",
    .risk = Risk::medium,
    .needs_forge = true,
    .is_experimental = true,
    .needed = "a token that may read releases",
    .run = run_sbom,
};

}  // namespace ward::scorecard
