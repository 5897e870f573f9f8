#include "judges/vet/metadata/metadata.h"

#include <algorithm>

#include <fmt/core.h>

#include "facts/npm/manifest.h"
#include "judges/vet/metadata/signs.h"

namespace ward::vet {

const npm::Manifest* MetadataInputs::manifest() const {
    if (package != nullptr && !package->manifest_text.empty()) return &package->manifest;
    return published != nullptr ? &published->manifest : nullptr;
}

const npm::Manifest* MetadataInputs::manifest_before() const {
    if (package_before != nullptr && !package_before->manifest_text.empty()) return &package_before->manifest;
    return before.version != nullptr ? &before.version->manifest : nullptr;
}

void Signs::see(std::string_view signal, std::string what, std::vector<Evidence> evidence,
                std::optional<double> weight) {
    if (evidence.size() > max_evidence) evidence.resize(max_evidence);
    reading_.sightings.push_back({std::string(signal), std::move(what), std::move(evidence), weight});
}

Evidence Signs::in_manifest(std::initializer_list<std::string_view> keys, std::string text) const {
    if (inputs.package == nullptr || inputs.package->manifest_text.empty()) return in_registry(std::move(text));
    return {"package.json", npm::line_in_manifest(inputs.package->manifest_text, keys), std::move(text)};
}

Evidence Signs::in_registry(std::string text) const {
    return {"", 0, fmt::format("registry: {}", text)};
}

Result<MetadataReading> read_metadata(const MetadataInputs& inputs) {
    MetadataReading reading;
    Signs signs(inputs, reading);
    look_at_holding(signs);
    WARD_TRY_VOID(look_at_records(signs));
    look_at_install_scripts(signs);
    look_at_new_dependencies(signs);
    look_at_publisher(signs);
    look_at_provenance(signs);
    look_at_version_number(signs);
    look_at_own_burst(signs);
    look_at_confusion(signs);
    look_at_direct_urls(signs);
    look_at_repository(signs);
    look_at_source_tree(signs);
    look_at_owner_domains(signs);
    look_at_youth(signs);
    look_at_revival(signs);
    look_at_commands(signs);
    look_at_binaries(signs);
    look_at_sizes(signs);
    look_at_archive(signs);
    return reading;
}

std::vector<Sighting> sightings_of_package(const npm::Package& package) {
    MetadataInputs inputs;
    inputs.name = package.manifest.name;
    inputs.version = package.manifest.version;
    inputs.package = &package;
    auto reading = read_metadata(inputs);
    return reading ? std::move(reading->sightings) : std::vector<Sighting>{};
}

}  // namespace ward::vet
