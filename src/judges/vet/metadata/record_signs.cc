// M01, M02: what is already known of the name and the version.
#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/metadata/signs.h"

namespace ward::vet {
namespace {

// "0.0.1-security", "0.0.2-security", "0.0.1-security.1".
bool is_holding_version(std::string_view version) {
    const size_t at = version.find("-security");
    if (at == std::string_view::npos) return false;
    const std::string_view rest = version.substr(at + std::string_view("-security").size());
    return rest.empty() || rest.starts_with('.');
}

bool is_holding_manifest(const npm::Manifest& manifest) {
    return equal_ignoring_case(trim(manifest.description), "security holding package") ||
           manifest.repository.contains("npm/security-holder");
}

}  // namespace

void look_at_holding(Signs& signs) {
    const npm::Manifest* manifest = signs.inputs.manifest();
    // The name is burnt as soon as the newest version is a placeholder, whichever version is asked about.
    const npm::PublishedVersion* latest =
        signs.inputs.packument == nullptr ? nullptr : signs.inputs.packument->tagged("latest");
    const bool here = manifest != nullptr && is_holding_manifest(*manifest);
    const bool there = latest != nullptr && is_holding_manifest(latest->manifest);
    if (here || there) {
        const npm::Manifest& holding = here ? *manifest : latest->manifest;
        signs.see("M01", fmt::format("npm holds the name with version {}", holding.version),
                  {here ? signs.in_manifest({"description"}, holding.description)
                        : signs.in_registry(fmt::format("latest: {}", holding.description))});
    } else if (manifest != nullptr && is_holding_version(manifest->version)) {
        // Somebody's own prerelease may be called so: weaker without npm's words.
        signs.see("M01", fmt::format("version {} is numbered as npm numbers its placeholders", manifest->version),
                  {signs.in_manifest({"version"}, manifest->version)}, faint);
    }
}

Result<std::optional<Sighting>> malware_record(const advisory::Index& index, std::string_view name,
                                               std::string_view version, std::vector<std::string>& records) {
    std::vector<Evidence> evidence;
    std::string_view first;
    for (const advisory::Hit& hit : index.query({"npm", name, version, {}})) {
        const advisory::Record record = index.record(hit.record);
        if (!record.malicious) continue;
        WARD_TRY(const std::string title, index.title(hit.record));
        if (first.empty()) first = record.id;
        records.emplace_back(record.id);
        if (evidence.size() < max_evidence)
            evidence.push_back({"", 0, fmt::format("{}: {} ({})", record.id, title, hit.range)});
    }
    if (evidence.empty()) return std::nullopt;
    return Sighting{.signal = "M02",
                    .what = fmt::format("{} says that {}@{} is malware", first, name, version),
                    .evidence = std::move(evidence)};
}

Result<void> look_at_records(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.advisories == nullptr) {
        signs.do_not_know("no advisory database was asked whether the version is known malware");
        return {};
    }
    if (in.name.empty() || in.version.empty()) return {};
    std::vector<std::string> records;
    WARD_TRY(auto seen, malware_record(*in.advisories, in.name, in.version, records));
    for (std::string& id : records) signs.add_record(std::move(id));
    if (seen) signs.see(seen->signal, std::move(seen->what), std::move(seen->evidence));
    return {};
}

}  // namespace ward::vet
