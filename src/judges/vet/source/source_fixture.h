// For tests: packages made of texts, and what is seen in them. All code is inert: it is read, never run.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/npm/manifest.h"
#include "judges/vet/score.h"
#include "judges/vet/source/source.h"

namespace ward::vet {

using Texts = std::vector<std::pair<std::string, std::string>>;

// A package of texts. The texts must outlive it.
struct Made {
    npm::Package package;
    Texts texts;

    explicit Made(Texts files, std::vector<npm::NamedText> scripts = {}) : texts(std::move(files)) {
        std::ranges::sort(texts);
        package.manifest.name = "made";
        package.manifest.main = "index.js";
        package.manifest_text = "{\"name\":\"made\"}";
        for (const auto& [path, text] : texts) {
            package.files.push_back({.path = path, .bytes = text, .mode = 0});
            if (path != "package.json") continue;
            package.manifest_text = text;
            if (auto manifest = npm::parse_manifest(text, path)) package.manifest = *std::move(manifest);
        }
        if (!scripts.empty()) package.manifest.scripts = std::move(scripts);
    }
};

inline SourceReading read_made(Texts files, std::vector<npm::NamedText> scripts = {}) {
    const Made made(std::move(files), std::move(scripts));
    return read_sources(made.package);
}

inline double weight_of(const SourceReading& reading, std::string_view signal) {
    double weight = 0;
    for (const Sighting& one : reading.sightings)
        if (one.signal == signal) weight = std::max(weight, one.weight.value_or(signal_named(signal)->weight));
    return weight;
}

inline std::string signals_of(const SourceReading& reading) {
    std::string all;
    for (const Sighting& one : reading.sightings) all += one.signal + " (" + one.what + ") ";
    return all;
}

}  // namespace ward::vet
