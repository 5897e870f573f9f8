// What is new between two versions of a package: what somebody who updates takes on. `ward vet diff` shows it, and an
// update of a dependency carries it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "judges/vet/metadata/metadata.h"
#include "judges/vet/signal.h"
#include "judges/vet/source/source.h"

namespace ward::vet {

constexpr size_t max_changed_files = 10'000;  // of each kind that are listed

// A named thing before and now; empty on the side where it is not.
struct Change {
    std::string kind;  // "script", "dependency", "optional dependency", "peer dependency", "command"
    std::string name;
    std::string before;
    std::string now;

    bool is_new() const { return before.empty() && !now.empty(); }
    bool operator==(const Change&) const = default;
};

struct FileChange {
    enum class Kind : uint8_t { added, removed, changed };
    Kind kind = Kind::changed;
    std::string path;
    uint64_t before = 0;  // bytes
    uint64_t now = 0;

    bool operator==(const FileChange&) const = default;
};
std::string_view name_of(FileChange::Kind kind);

// One side.
struct Side {
    std::string name;
    std::string version;
    std::optional<Instant> published = {};
    std::string publisher = {};   // account name; empty: not known
    bool is_by_workflow = false;  // a trusted publisher
    Provenance provenance = Provenance::unknown;
    std::optional<uint64_t> unpacked_bytes = {};
    std::optional<uint64_t> files = {};
    std::string license = {};
};

struct Difference {
    Side before;
    Side now;
    std::vector<Change> changes;    // by kind and name
    std::vector<FileChange> files;  // by path; empty where one side's files are not known
    uint64_t more_files = 0;        // beyond max_changed_files
    bool files_known = false;
    std::vector<CapabilityUse> capabilities;  // that the version before did not use
    bool capabilities_known = false;
    std::vector<Sighting> signals;  // that the version before did not show, S15 for the capabilities among them

    bool is_empty() const { return changes.empty() && files.empty() && capabilities.empty() && signals.empty(); }
};

// A version with all that was read of it. `reading` may be null, where its files are not known.
struct VersionReading {
    const MetadataInputs* inputs = nullptr;
    const SourceReading* sources = nullptr;
    std::vector<Sighting> sightings = {};  // of metadata and files
};

// Both are versions of one package; `before.inputs` may have nothing but a manifest.
Difference difference_of(const VersionReading& before, const VersionReading& now);

}  // namespace ward::vet
