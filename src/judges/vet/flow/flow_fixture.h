// For tests: packages made of texts, and what flows in them. All code here is inert: it is read, never run.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "judges/vet/flow/flow.h"

namespace ward::vet {

struct Written {
    std::string path;
    std::string text;
};

struct Flows {
    std::vector<Written> files;
    FlowReading reading;

    // Signals that were seen; weak ones in brackets.
    std::string signals() const {
        std::vector<std::string> seen;
        for (const Sighting& one : reading.sightings) {
            const std::string name = one.weight == 0.0 ? "(" + one.signal + ")" : one.signal;
            if (std::ranges::find(seen, name) == seen.end()) seen.push_back(name);
        }
        std::ranges::sort(seen);
        std::string joined;
        for (const std::string& one : seen) joined += (joined.empty() ? "" : " ") + one;
        return joined;
    }
    const Sighting* first(std::string_view signal) const {
        for (const Sighting& one : reading.sightings)
            if (one.signal == signal) return &one;
        return nullptr;
    }
    // "index.js:1 lib.js:3": the way of the first sighting.
    std::string way(std::string_view signal) const {
        std::string joined;
        const Sighting* found = first(signal);
        if (found == nullptr) return joined;
        for (const Evidence& one : found->evidence)
            joined += (joined.empty() ? "" : " ") + one.path + ":" + std::to_string(one.line);
        return joined;
    }
};

// The first file is the one that is run.
inline Flows flows_of(std::vector<Written> files, const FlowLimits& limits = {}) {
    Flows flows;
    flows.files = std::move(files);
    npm::Package package;
    package.label = "look-alike@1.0.0";
    for (const Written& one : flows.files) package.files.push_back({.path = one.path, .bytes = one.text});
    const std::vector<std::string> reachable = {flows.files.front().path};
    std::ranges::sort(package.files, {}, &npm::PackageFile::path);
    flows.reading = read_flows(package, reachable, limits);
    return flows;
}

inline std::string signals_in(std::string text) {
    return flows_of({{"index.js", std::move(text)}}).signals();
}

}  // namespace ward::vet
