// ward vet package, and what the other verbs share with it: a version, judged against the one before.
#pragma once

#include "faces/cli/vet/package_sources.h"
#include "judges/vet/judged.h"
#include "judges/vet/metadata/difference.h"

namespace ward::cli {

Result<int> vet_package(const Invocation& invocation);

struct VersionVerdict {
    vet::Judged judged;
    std::optional<vet::Difference> difference;  // nothing where nothing is known to have come before
};

// `before` may be nullptr; else its files, where they are known, are what sizes and capabilities are compared with.
// `more`: sightings from elsewhere. Notes and skipped parts of both versions are left in them.
Result<VersionVerdict> judge_version(VetVersion& version, VetVersion* before, std::span<const vet::Label> labels,
                                     std::vector<vet::Sighting> more = {});

// A report's part that every verb fills alike: the advisories that were asked, notes, what was not read.
void add_version(Report& report, const VetVersion& version);
void add_advisories(Report& report, const PackageSources& sources);

}  // namespace ward::cli
