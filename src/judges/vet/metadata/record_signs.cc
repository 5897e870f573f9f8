// M01, M02: what is already known of the name and the version.
#include <fmt/format.h>

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

Result<void> look_at_records(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.advisories == nullptr) {
        signs.do_not_know("no advisory database was asked whether the version is known malware");
        return {};
    }
    if (in.name.empty() || in.version.empty()) return {};
    std::vector<Evidence> evidence;
    std::string first;
    for (const advisory::Hit& hit : in.advisories->query({"npm", in.name, in.version, {}})) {
        const advisory::Record record = in.advisories->record(hit.record);
        if (!record.malicious) continue;
        WARD_TRY(const std::string title, in.advisories->title(hit.record));
        if (first.empty()) first = record.id;
        signs.add_record(std::string(record.id));
        evidence.push_back({"", 0, fmt::format("{}: {} ({})", record.id, title, hit.range)});
    }
    if (!evidence.empty())
        signs.see("M02", fmt::format("{} says that {}@{} is malware", first, in.name, in.version), std::move(evidence));
    return {};
}

}  // namespace ward::vet
