#include "judges/vet/metadata/difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/core.h>

#include "facts/npm/release_line.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

using Key = std::pair<std::string, std::string>;  // kind and name
using Table = std::map<Key, std::string>;

void add(Table& table, const char* kind, const std::vector<npm::NamedText>& list) {
    for (const npm::NamedText& one : list) table.insert_or_assign({kind, one.name}, one.text.empty() ? "*" : one.text);
}

Table table_of(const npm::Manifest* manifest) {
    Table table;
    if (manifest == nullptr) return table;
    add(table, "script", manifest->scripts);
    add(table, "dependency", manifest->dependencies);
    add(table, "optional dependency", manifest->optional_dependencies);
    add(table, "peer dependency", manifest->peer_dependencies);
    add(table, "command", manifest->bin);
    return table;
}

std::vector<Change> changes_of(const Table& before, const Table& now) {
    std::map<Key, Change> out;
    for (const auto& [key, text] : before) out[key] = {key.first, key.second, text, ""};
    for (const auto& [key, text] : now) {
        Change& change = out[key];
        change.kind = key.first;
        change.name = key.second;
        change.now = text;
    }
    std::vector<Change> changes;
    for (auto& [key, change] : out)
        if (change.before != change.now) changes.push_back(std::move(change));
    return changes;
}

Side side_of(const MetadataInputs& inputs) {
    Side side{.name = inputs.name, .version = inputs.version};
    if (inputs.published != nullptr) {
        side.published = inputs.published->published;
        if (inputs.published->publisher) {
            side.publisher = inputs.published->publisher->name;
            side.is_by_workflow = inputs.published->publisher->is_trusted_publisher;
        }
        side.unpacked_bytes = inputs.published->distribution.unpacked_bytes;
        side.files = inputs.published->distribution.file_count;
    }
    side.provenance = provenance_of(inputs);
    if (inputs.package != nullptr) {
        side.unpacked_bytes = inputs.package->unpacked_bytes();
        side.files = inputs.package->files.size();
    }
    if (const npm::Manifest* manifest = inputs.manifest()) side.license = manifest->license;
    return side;
}

// Both lists are sorted by path.
std::vector<FileChange> files_of(const npm::Package& before, const npm::Package& now) {
    std::vector<FileChange> out;
    auto old = before.files.begin();
    for (const npm::PackageFile& file : now.files) {
        for (; old != before.files.end() && old->path < file.path; ++old)
            out.push_back({FileChange::Kind::removed, old->path, old->bytes.size(), 0});
        if (old != before.files.end() && old->path == file.path) {
            if (old->bytes != file.bytes)
                out.push_back({FileChange::Kind::changed, file.path, old->bytes.size(), file.bytes.size()});
            ++old;
        } else {
            out.push_back({FileChange::Kind::added, file.path, 0, file.bytes.size()});
        }
    }
    for (; old != before.files.end(); ++old)
        out.push_back({FileChange::Kind::removed, old->path, old->bytes.size(), 0});
    return out;
}

// Most programs read files and the environment sooner or later; what a payload needs is rarer.
double weight_of(Capability capability) {
    switch (capability) {
        case Capability::network:
        case Capability::processes:
        case Capability::code_of_text:
        case Capability::native_code: return high_weight;
        case Capability::files_written: return high_weight * 0.6;
        case Capability::files_read:
        case Capability::environment: return medium_weight;
    }
    return high_weight;
}

void compare_capabilities(const VersionReading& before, const VersionReading& now, Difference& out) {
    if (before.sources == nullptr || now.sources == nullptr) return;
    out.capabilities_known = true;
    std::set<Capability> known;
    for (const CapabilityUse& use : before.sources->capabilities) known.insert(use.capability);
    Sighting sighting{.signal = "S15", .what = {}, .evidence = {}, .weight = 0};
    const bool is_new_line = npm::begins_line(now.inputs->version, before.inputs->version);
    std::string names;
    for (const CapabilityUse& use : now.sources->capabilities) {
        if (known.contains(use.capability)) continue;
        out.capabilities.push_back(use);
        const double weight = weight_of(use.capability);
        sighting.weight = std::max(*sighting.weight, is_new_line ? std::min(weight, medium_weight) : weight);
        names += fmt::format("{}{}", names.empty() ? "" : ", ", name_of(use.capability));
        if (sighting.evidence.size() < max_evidence) sighting.evidence.push_back(use.evidence);
    }
    if (out.capabilities.empty()) return;
    sighting.what = fmt::format("uses what {} did not: {}", before.inputs->version, names);
    out.signals.push_back(std::move(sighting));
}

}  // namespace

std::string_view name_of(FileChange::Kind kind) {
    switch (kind) {
        case FileChange::Kind::added: return "added";
        case FileChange::Kind::removed: return "removed";
        case FileChange::Kind::changed: return "changed";
    }
    return "";
}

Difference difference_of(const VersionReading& before, const VersionReading& now) {
    Difference out;
    out.before = side_of(*before.inputs);
    out.now = side_of(*now.inputs);
    out.changes = changes_of(table_of(before.inputs->manifest()), table_of(now.inputs->manifest()));
    if (before.inputs->package != nullptr && now.inputs->package != nullptr) {
        out.files_known = true;
        out.files = files_of(*before.inputs->package, *now.inputs->package);
        if (out.files.size() > max_changed_files) {
            out.more_files = out.files.size() - max_changed_files;
            out.files.resize(max_changed_files);
        }
    }
    compare_capabilities(before, now, out);
    std::set<std::string_view> known;
    for (const Sighting& one : before.sightings) known.insert(one.signal);
    for (const Sighting& one : now.sightings)
        if (!known.contains(one.signal)) out.signals.push_back(one);
    std::ranges::stable_sort(out.signals, {}, &Sighting::signal);
    return out;
}

}  // namespace ward::vet
