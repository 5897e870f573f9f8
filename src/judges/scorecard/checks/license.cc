// License: is there a license file (9), and is it one that the OSI or the FSF approved (1)? The forge's answer counts
// where it has one, else the first file whose name is that of a license.
//
// ward also reads the text where neither knows which license it is; the peer looks at names alone.
#include <optional>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/license_name.h"
#include "judges/scorecard/license_text.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/raw.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view license_name = "License";
constexpr std::string_view approval_probe = "hasFSFOrOSIApprovedLicense";
constexpr int points_of_file = 9;

struct LicenseFile {
    std::string path;
    std::string spdx;
    std::string name;
};

std::optional<LicenseFile> of_forge(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->license) return std::nullopt;
    const forge::License& license = *facts.forge->license;
    if (license.spdx.empty()) return std::nullopt;
    return LicenseFile{.path = license.path, .spdx = license.spdx, .name = license.name};
}

std::optional<LicenseFile> of_names(const inventory::Tree& tree) {
    for (const std::string_view path : listed_files(tree)) {
        const auto spdx = license_by_name(path);
        if (!spdx) continue;
        // GitHub's words for a license that it does not know.
        if (spdx->empty()) return LicenseFile{.path = std::string(path), .spdx = "NOASSERTION", .name = "Other"};
        return LicenseFile{.path = std::string(path), .spdx = *spdx, .name = std::string(approved_license(*spdx))};
    }
    return std::nullopt;
}

std::optional<LicenseFile> find_license(const Facts& facts) {
    if (auto file = of_forge(facts)) return file;
    return of_names(facts.tree());
}

bool is_approved(const LicenseFile& file) {
    return !approved_license(file.spdx).empty();
}

Location place_of(const LicenseFile& file) {
    return {.path = file.path, .kind = Location::Kind::source, .has_line_zero = true};
}

std::vector<ProbeFinding> look_at_license(const std::optional<LicenseFile>& file) {
    if (!file) {
        constexpr std::string_view text = "project does not have a license file";
        return {
            {.probe = "hasLicenseFile", .message = std::string(text)},
            {.probe = approval_probe, .outcome = Outcome::not_applicable, .message = std::string(text)},
        };
    }
    ProbeFinding found{.probe = "hasLicenseFile",
                       .outcome = Outcome::yes,
                       .message = "project has a license file",
                       .location = place_of(*file)};
    if (!is_approved(*file)) {
        return {std::move(found),
                {.probe = approval_probe, .message = "project license file does not contain an FSF or OSI license."}};
    }
    return {std::move(found),
            {.probe = approval_probe,
             .outcome = Outcome::yes,
             .message = "FSF or OSI recognized license: " + file->name,
             .location = place_of(*file)}};
}

Detail::Level level_of(Outcome outcome) {
    if (outcome == Outcome::yes) return Detail::Level::info;
    return outcome == Outcome::no ? Detail::Level::warn : Detail::Level::debug;
}

// ward's own: a text that is an approved license, under a name that tells nothing.
void read_text(const inventory::Tree& tree, const LicenseFile& file, CheckResult& result) {
    const auto text = read_listed(tree, file.path);
    if (!text) return;
    const std::string_view spdx = license_of_text(*text);
    if (approved_license(spdx).empty()) return;
    ProbeFinding finding{.probe = approval_probe,
                         .outcome = Outcome::yes,
                         .message = "the text is that of an approved license: " + std::string(spdx),
                         .location = Location{.path = file.path, .kind = Location::Kind::text},
                         .origin = Origin::ward};
    result.details.push_back(detail_of(finding, Detail::Level::info));
    result.findings.push_back(std::move(finding));
    result.own_score = max_score;
}

// Of a name that tells it the forge would know no better; none by name may still be one that the forge found.
bool is_license_unknown(const Facts& facts, const std::optional<LicenseFile>& file) {
    return !file && facts.forge != nullptr && !facts.forge->license;
}

CheckResult run_license(const Facts& facts) {
    const std::optional<LicenseFile> file = find_license(facts);
    if (is_license_unknown(facts, file)) return missing(license_name, facts, "license");
    CheckResult result =
        file ? scored(license_name, "license file detected", points_of_file + (is_approved(*file) ? 1 : 0))
             : scored(license_name, "license file not detected", 0);
    result.findings = look_at_license(file);
    for (const ProbeFinding& finding : result.findings) {
        result.details.push_back(detail_of(finding, level_of(finding.outcome)));
    }
    if (file && !is_approved(*file)) read_text(facts.tree(), *file, result);
    return result;
}

}  // namespace

std::optional<FoundLicense> found_license(const Facts& facts) {
    const std::optional<LicenseFile> file = find_license(facts);
    if (!file) return std::nullopt;
    return FoundLicense{.path = file->path,
                        .spdx = file->spdx,
                        .name = file->name,
                        .is_of_forge = of_forge(facts).has_value(),
                        .is_approved = is_approved(*file)};
}

std::vector<ProbeFinding> has_permissive_license(const Facts& facts) {
    constexpr std::string_view id = "hasPermissiveLicense";
    const std::optional<LicenseFile> file = find_license(facts);
    if (is_license_unknown(facts, file))
        return {{.probe = id,
                 .outcome = Outcome::not_available,
                 .message = missing(license_name, facts, "license").reason}};
    if (!file) return {{.probe = id, .message = "project does not have a license file"}};
    if (!is_permissive(file->spdx)) return {{.probe = id}};
    Location place = place_of(*file);
    place.has_end_zero = true;
    return {{.probe = id, .outcome = Outcome::yes, .message = file->name, .location = std::move(place)}};
}

WARD_CHECK(license) = {
    .name = license_name,
    .summary = "Determines if the project has defined a license.",
    .risk = Risk::low,
    .needed = "the tree; a forge's answer, where there is one, counts instead",
    .run = run_license,
};

}  // namespace ward::scorecard
