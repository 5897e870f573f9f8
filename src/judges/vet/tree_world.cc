#include "judges/vet/tree_world.h"

#include <fmt/core.h>

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

}  // namespace

TreeWants wants_of(const TreeWorld& world) {
    TreeWants wants;
    wants.today = world.now;
    if (world.names != nullptr)
        wants.name_sightings = [reader = world.names](std::string_view name) {
            return sightings_of(reader->read(name, {}, Dismissed::dropped));
        };
    if (world.advisories != nullptr)
        wants.records = [index = world.advisories](const Component& component, std::vector<std::string>& records) {
            std::vector<Sighting> out;
            // A damaged index tells so by itself, once for all questions (advisory::Index::damage).
            const auto record = malware_record(*index, component.name, component.version, records);
            if (record && *record) out.push_back(**record);
            return out;
        };
    if (world.files != nullptr || world.packed)
        wants.package = [root = world.files,
                         packed = world.packed](const Component& component) -> Result<std::optional<npm::Package>> {
            if (!is_installed(component) || root == nullptr) {
                if (packed) return packed(component);
                return std::nullopt;
            }
            WARD_TRY(const Root folder, root_below(*root, component.path));
            WARD_TRY(npm::Package package, npm::package_of_folder(folder, component.path));
            return package;
        };
    wants.package_sightings = sightings_of_package;
    return wants;
}

}  // namespace ward::vet
