#include "judges/vet/tree_world.h"

#include <fmt/format.h>

#include "facts/npm/read_package.h"
#include "judges/vet/metadata/metadata.h"

namespace ward::vet {
namespace {

// A folder below the root, without a link on the way.
Result<Root> root_below(const Root& root, std::string_view path) {
    WARD_TRY(const Fd folder, root.open_folder(path));
    return Root::open(fmt::format("/proc/self/fd/{}", folder.get()));
}

bool is_installed(const Component& component) {
    return (component.source == Source::installed || component.source == Source::bundled) && !component.path.empty();
}

std::vector<Sighting> record_sightings(const Component& component, const TreeWorld& world,
                                       std::vector<std::string>& records) {
    MetadataInputs inputs;
    inputs.name = component.name;
    inputs.version = component.version;
    inputs.advisories = world.advisories;
    inputs.now = world.now;
    auto reading = read_metadata(inputs);
    // A damaged index tells so by itself, once for all questions (advisory::Index::damage).
    if (!reading) return {};
    records = std::move(reading->records);
    return std::move(reading->sightings);
}

std::vector<Sighting> package_sightings(const npm::Package& package, Instant now) {
    MetadataInputs inputs;
    inputs.name = package.manifest.name;
    inputs.package = &package;
    inputs.now = now;
    auto reading = read_metadata(inputs);
    return reading ? std::move(reading->sightings) : std::vector<Sighting>{};
}

}  // namespace

TreeWants wants_of(const TreeWorld& world) {
    TreeWants wants;
    wants.today = world.now;
    if (world.names != nullptr)
        wants.name_sightings = [reader = world.names](std::string_view name) {
            return sightings_of(reader->read(name, {}, Dismissed::dropped));
        };
    if (world.advisories != nullptr)
        wants.records = [world](const Component& component, std::vector<std::string>& records) {
            return record_sightings(component, world, records);
        };
    if (world.files != nullptr)
        wants.package = [root = world.files](const Component& component) -> Result<std::optional<npm::Package>> {
            if (!is_installed(component)) return std::nullopt;
            WARD_TRY(const Root folder, root_below(*root, component.path));
            WARD_TRY(npm::Package package, npm::package_of_folder(folder, component.path));
            return package;
        };
    wants.package_sightings = [now = world.now](const npm::Package& package) {
        return package_sightings(package, now);
    };
    return wants;
}

}  // namespace ward::vet
