// What the registry and the manifest say of one version: the signals M01 to M19, within the version and against the one
// before it. Pure: facts in, sightings out. A fact that is not given (times that a mirror strips, a repository nobody
// cloned, a dependency's age) makes no sighting, and is told in `unknown`.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "facts/advisory/advisory.h"
#include "facts/npm/package.h"
#include "facts/npm/packument.h"
#include "facts/npm/release_line.h"
#include "judges/vet/metadata/source_tree.h"
#include "judges/vet/signal.h"

namespace ward::vet {

// What is known of a package that another one depends on.
struct DependencyFacts {
    std::optional<Instant> first_published;
    std::optional<uint64_t> monthly_downloads;
    std::vector<std::string> publishers;  // account names, of any of its versions
};

// Mail domains that the user lists, lower-case: nothing is looked up.
struct OwnerDomains {
    std::set<std::string, std::less<>> disposable;
    std::set<std::string, std::less<>> expired;

    bool empty() const { return disposable.empty() && expired.empty(); }
};

struct MetadataInputs {
    std::string name;
    std::string version;  // empty: not known
    // The registry's document, and in it the version and the one before it; nullptr each where not known.
    const npm::Packument* packument = nullptr;
    const npm::PublishedVersion* published = nullptr;
    npm::Predecessor before = {};
    // The files, and those of the version before.
    const npm::Package* package = nullptr;
    const npm::Package* package_before = nullptr;

    const advisory::Index* advisories = nullptr;
    const SourceTree* sources = nullptr;  // of the repository, at the version's commit
    const OwnerDomains* domains = nullptr;
    // Of a dependency; nothing where nothing is known.
    std::function<std::optional<DependencyFacts>(std::string_view name)> dependency = {};
    // Names of well-used packages that name this repository as theirs (https://host/path); may be empty.
    std::function<std::vector<std::string>(std::string_view repository)> packages_of_repository = {};
    Instant now = 0;

    // The manifest that is installed, else the registry's; nullptr where neither is given.
    const npm::Manifest* manifest() const;
    const npm::Manifest* manifest_before() const;
};

// Where provenance stands: present and absent are facts, lost is a change, and unknown a document without such fields.
enum class Provenance : uint8_t { unknown, present, absent, lost };
std::string_view name_of(Provenance provenance);
Provenance provenance_of(const MetadataInputs& inputs);

struct MetadataReading {
    std::vector<Sighting> sightings;   // sorted by signal
    std::vector<std::string> records;  // ids of the advisories of M02
    std::vector<std::string> unknown;  // one sentence each: what could not be compared, and why
    Provenance provenance = Provenance::unknown;
};

// Fails only where the advisory index turns out to be damaged.
Result<MetadataReading> read_metadata(const MetadataInputs& inputs);

// What a package's manifest and files show by themselves, where no registry's document and no version before is known.
std::vector<Sighting> sightings_of_package(const npm::Package& package);

// The repository that a manifest names, in one spelling (https://host/path); empty: none.
std::string repository_of(const npm::Manifest& manifest);

// M02: records that say this version is malware, withdrawn ones left out; their ids are added to `records`.
Result<std::optional<Sighting>> malware_record(const advisory::Index& index, std::string_view name,
                                               std::string_view version, std::vector<std::string>& records);

}  // namespace ward::vet
