// Packages and what is known of them, out of the sources that the options name: packuments, tarballs, folders.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "faces/cli/vet/names.h"
#include "facts/npm/packument_source.h"
#include "facts/npm/read_package.h"
#include "facts/npm/tarball_source.h"
#include "judges/vet/metadata/metadata.h"
#include "judges/vet/source/source.h"
#include "model/report.h"

namespace ward::cli {

constexpr size_t max_alike_lookups = 3;        // documents of packages that the name looks like
constexpr size_t max_dependency_lookups = 50;  // documents of new dependencies that are looked at for one version

// One version, with whatever of it could be had. Kept in one place: `inputs` points into it.
struct VetVersion {
    std::string label;  // "axios@1.14.1", or the path as the caller named it
    std::shared_ptr<const npm::Packument> packument;
    std::optional<npm::Package> package;
    std::optional<vet::SourceTree> sources;
    vet::MetadataInputs inputs;
    std::vector<vet::Sighting> name_sightings;
    std::vector<Skipped> skipped;  // what could not be read
    std::vector<Note> notes;       // what was not compared, and remarks

    std::string purl() const;
};

class PackageSources {
  public:
    static Result<PackageSources> open(const Invocation& invocation);

    // NAME, NAME@VERSION, NAME@TAG, a tarball or a folder. `not_found` where a name is in no source.
    Result<std::unique_ptr<VetVersion>> load(const std::string& word);
    // A tarball that is in memory. `label` is for messages.
    Result<std::unique_ptr<VetVersion>> load_packed(std::string_view packed, const std::string& label);
    // The one it is compared with, if there is one: by the packument's times. Its files, where a source has them.
    Result<std::unique_ptr<VetVersion>> load_before(const VetVersion& version);
    // A version of a document that is there already; its tarball only where it is asked for.
    Result<std::unique_ptr<VetVersion>> load_published(std::shared_ptr<const npm::Packument> packument,
                                                       const npm::PublishedVersion& published, bool with_files);

    npm::PackumentSource& packuments() { return *packuments_; }
    const advisory::Index* advisories() const { return advisories_.get(); }
    // `damaged` where a page of the advisory database was.
    Result<void> check_advisories() const;
    const std::vector<std::string>& warnings() const { return warnings_; }
    // Rows of the lists of names that could not be read.
    const std::vector<std::string>& problems() const { return lists_->problems; }

  private:
    PackageSources() = default;
    Result<std::unique_ptr<VetVersion>> load_file(const std::string& path);
    Result<std::unique_ptr<VetVersion>> load_name(const std::string& word);
    Result<void> add_document(VetVersion& version);
    Result<std::shared_ptr<const npm::Packument>> document_of(const std::string& name);
    std::optional<vet::DependencyFacts> facts_of(std::string_view name, VetVersion& asking, size_t& lookups);
    // Those of `alike` that name the repository as theirs, and are kept by other people.
    std::vector<std::string> owners_of(std::string_view url, const std::vector<std::string>& alike, VetVersion& asking);
    void read_files(VetVersion& version, const npm::Distribution& distribution);
    void finish(VetVersion& version);

    std::unique_ptr<npm::PackumentSource> packuments_;
    // Behind a pointer: the reader refers to the lists, also when this object is moved.
    std::unique_ptr<NameLists> lists_;
    std::unique_ptr<vet::NameReader> names_;
    std::unique_ptr<npm::TarballSource> tarballs_;
    std::shared_ptr<const advisory::Index> advisories_;
    std::vector<std::string> warnings_;
    std::string repository_;
    vet::OwnerDomains domains_;
    std::map<std::string, std::shared_ptr<const npm::Packument>, std::less<>> documents_;  // nullptr: in no source
};

// All that is seen in one version.
struct VersionFacts {
    vet::MetadataReading metadata;
    std::optional<vet::SourceReading> sources;
    std::vector<vet::Sighting> sightings;  // of both
};
// Adds to the version's skipped and notes what was not read or not known.
Result<VersionFacts> read_version(VetVersion& version);

}  // namespace ward::cli
