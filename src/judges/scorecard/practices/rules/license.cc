// The license: where it stands, and which one it is.
#include <algorithm>
#include <array>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/license_name.h"
#include "judges/scorecard/license_text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

constexpr size_t license_bytes = 1u << 16;

struct Found {
    std::string spdx;  // empty: not recognised
    Evidence where;
};

std::optional<Found> license_of(const Project& project) {
    std::optional<Found> in_tree;
    for (const TreeFile& file : project.facts().files()) {
        const auto named = license_by_name(file.path);
        if (!named) continue;
        const auto start = project.facts().tree().start(file.source.empty() ? file.path : file.source, license_bytes);
        if (!start || trim(start->bytes).empty()) continue;
        std::string spdx = *named;
        if (approved_license(spdx).empty()) spdx = license_of_text(start->bytes);
        in_tree = {spdx, {.path = std::string(file.path), .text = spdx}};
        if (!spdx.empty()) return in_tree;
    }
    if (project.forge() != nullptr && project.forge()->license && !project.forge()->license->spdx.empty()) {
        const forge::License& told = *project.forge()->license;
        if (in_tree && told.spdx == "NOASSERTION") return in_tree;  // GitHub's word for one that it does not know
        Evidence where = in_tree ? in_tree->where : Evidence{.path = told.path};
        if (where.path.empty()) where = forge_fact("its license is " + told.spdx);
        where.text = told.spdx;
        return Found{told.spdx, where};
    }
    return in_tree;
}

Answer license_location(const Project& project) {
    const auto found = license_of(project);
    if (found && !found->where.path.empty())
        return met("The license text is where people look for it.", {found->where});
    if (found) return unknown("the forge knows the license, and no file of the tree has it", {found->where});
    return unmet("No file of the repository is named as a license.",
                 {{.text = "no LICENSE, COPYING or LICENSES/ in the first folder", .source = "tree"}});
}

Answer floss_license(const Project& project) {
    const auto found = license_of(project);
    if (!found) return unknown("there is no license file");
    const std::string_view approved = approved_license(found->spdx);
    if (approved.empty()) return unknown("the license was not recognised", {found->where});
    return met(fmt::format("The license is {}.", approved), {found->where});
}

Answer license_osi(const Project& project) {
    // Of the table that OpenSSF Scorecard has, OSI and FSF together, these are the OSI's beyond doubt.
    constexpr std::array<std::string_view, 22> osi{"MIT",
                                                   "Apache-2.0",
                                                   "BSD-2-Clause",
                                                   "BSD-3-Clause",
                                                   "ISC",
                                                   "MPL-2.0",
                                                   "GPL-2.0",
                                                   "GPL-3.0",
                                                   "LGPL-2.1",
                                                   "LGPL-3.0",
                                                   "AGPL-3.0",
                                                   "GPL-2.0-only",
                                                   "GPL-3.0-only",
                                                   "GPL-2.0-or-later",
                                                   "GPL-3.0-or-later",
                                                   "AGPL-3.0-only",
                                                   "EPL-2.0",
                                                   "BSL-1.0",
                                                   "Zlib",
                                                   "0BSD",
                                                   "LGPL-2.1-or-later",
                                                   "Artistic-2.0"};
    const auto found = license_of(project);
    if (!found) return unknown("there is no license file");
    if (std::ranges::find(osi, found->spdx) == osi.end())
        return unknown("the license was not recognised as the OSI's", {found->where});
    return met(fmt::format("The OSI approved {}.", found->spdx), {found->where});
}

Answer assets_license(const Project& project) {
    const auto field = project.package_field("license");
    if (field && !approved_license(field->text).empty())
        return met(fmt::format("Released packages are {}.", approved_license(field->text)), {*field});
    Answer source = floss_license(project);
    // What a forge or a package index offers as a release has the tree's files, license included.
    if (source.status == Status::met && project.builds().empty()) return source;
    return unknown("the manifest tells no approved license for released packages", source.evidence);
}

Answer license_shipped(const Project& project) {
    const auto found = license_of(project);
    if (!found || found->where.path.empty()) return unknown("there is no license file in the tree");
    return met("The license is in the source that releases are made of.", {found->where});
}

constexpr Rule license_rules[] = {
    {"license_location OSPS-LE-03.01", license_location},
    {"floss_license OSPS-LE-02.01", floss_license},
    {"floss_license_osi", license_osi},
    {"OSPS-LE-02.02", assets_license},
    {"OSPS-LE-03.02", license_shipped},
};

}  // namespace

WARD_RULES(license) = {.name = "license", .rules = license_rules};

}  // namespace ward::scorecard::practices
