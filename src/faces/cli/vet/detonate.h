// --detonate: the install scripts of a package run in a scratch folder, confined by the kernel: no network, a home of
// decoys that cannot be read, nothing writable but the scratch. What they try becomes signals (judges/vet/behaviour).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/npm/package.h"
#include "judges/vet/signal.h"
#include "model/report.h"

namespace ward::cli {

inline constexpr std::chrono::seconds default_detonation_limit{30};

struct Detonation {
    std::vector<vet::Sighting> sightings;
    std::vector<std::string> told;  // for people: "postinstall ended with 1"
    std::vector<Skipped> skipped;   // scripts that were not run, or were cut short
};

// `unsupported` where this kernel cannot keep all of it: then nothing is run. `limit` is for each script. `manifest`
// names package.json in evidence.
Result<Detonation> detonate(const npm::Package& package, const std::string& manifest,
                            std::chrono::milliseconds limit = default_detonation_limit);

}  // namespace ward::cli
