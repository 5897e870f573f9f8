// What the files of a package do: the signals S01 to S16 (S17 and S18 are of ../behaviour), found without running
// anything. Every file is read token by token (tier 1); files that scripts, main, exports or bin reach are followed
// through their values too (tier 2,
// ../flow).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "facts/npm/package.h"
#include "judges/vet/signal.h"
#include "model/report.h"

namespace ward::vet {

// What code can touch, as the modules and globals that it uses show.
enum class Capability : uint8_t {
    network,
    processes,
    files_read,
    files_written,
    environment,
    code_of_text,
    native_code
};
std::string_view name_of(Capability capability);

struct CapabilityUse {
    Capability capability = Capability::network;
    Evidence evidence;  // the first place, by path and line
};

struct SourceReading {
    std::vector<Sighting> sightings;
    std::vector<CapabilityUse> capabilities;  // sorted, each once
    std::vector<Skipped> skipped;             // what was not read, and why
    // Files that scripts, main, exports or bin reach, and that were read as JavaScript; sorted.
    std::vector<std::string> reached;
    uint64_t files = 0;  // that were read as JavaScript
    uint64_t bytes = 0;
};

struct SourceLimits {
    uint64_t file_bytes = 64u << 20;    // of one file
    uint64_t package_bytes = 1u << 30;  // of all files that are read
    uint64_t flow_bytes = 16u << 20;    // of one file that tier 2 follows
    uint64_t flow_package_bytes = 64u << 20;
};

SourceReading read_sources(const npm::Package& package, const SourceLimits& limits = {});

}  // namespace ward::vet
