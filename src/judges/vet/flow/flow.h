// Values that are followed through the files of a package, from where they come to where they go, without running
// anything: secrets to the network (S03), decoded text to code (S04), downloads to execution (S08), the environment as
// a whole to text (S01), and files of credentials that are opened (S02).
//
// Followed are variables, closures, arguments and results, callbacks and promises, properties by their names, elements
// of arrays (all as one), classes, destructuring, and modules of the package. Order and conditions do not count, nor
// which call of a function a value came from: what can flow somewhere is taken to flow. Not followed: text that is run
// by eval, names that are computed, values inside of other packages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "facts/npm/package.h"
#include "judges/vet/signal.h"
#include "model/report.h"

namespace ward::vet {

struct FlowLimits {
    uint64_t file_bytes = 16u << 20;
    uint64_t package_bytes = 64u << 20;
    // Of the graph: places that hold values, and values held by them. Beyond, what was found so far is told.
    size_t slots = 3'000'000;
    size_t held = 6'000'000;
};

struct FlowReading {
    // Evidence of each is the way: where the value comes from, steps, where it goes. Weight 0: an ordinary client's
    // single key that is sent, or a fact about the machine alone.
    std::vector<Sighting> sightings;
    std::vector<Skipped> skipped;  // files or parts that were not followed, and why
    uint64_t files = 0;
    uint64_t bytes = 0;
};

// `reachable`: paths of files that are run, from the package's folder. Modules of the package that those request are
// followed as well.
FlowReading read_flows(const npm::Package& package, std::span<const std::string> reachable,
                       const FlowLimits& limits = {});

}  // namespace ward::vet
