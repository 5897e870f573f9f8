// All packages of a project: what a lock file lists, and what is installed. Each package version is judged once,
// however often it is there, by its name, by published records, and where its files can be read by what they do.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/npm/package.h"
#include "judges/vet/judged.h"
#include "judges/vet/source/source.h"
#include "model/component.h"

namespace ward::vet {

// How the parts of the world that a tree is judged by are asked. Each may be left out; all are called from several
// threads at once.
struct TreeWants {
    // T signals of a name of npm's.
    std::function<std::vector<Sighting>(std::string_view name)> name_sightings;
    // M02 of one version, with the ids of the records.
    std::function<std::vector<Sighting>(const Component& component, std::vector<std::string>& records)> records;
    // The package of an installed component; nothing where it has no files here (a lock file's).
    std::function<Result<std::optional<npm::Package>>(const Component& component)> package;
    // M signals of a package's manifest and files alone: no registry document is there.
    std::function<std::vector<Sighting>(const npm::Package& package)> package_sightings;
    std::span<const Label> labels = {};
    Instant today = 0;
    SourceLimits limits = {};
};

struct TreeOpinion {
    std::vector<Judged> judged;  // one for each version of a package, sorted by purl
    std::vector<Skipped> skipped;
    size_t read = 0;  // packages whose files were read
};

// Components of other ecosystems than npm's, and the subject itself, are passed over.
TreeOpinion judge_tree(std::span<const Component> components, const TreeWants& wants);

}  // namespace ward::vet
