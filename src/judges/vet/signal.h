// The catalogue of signals: everything that vet can notice in a name (T), in what the registry and the manifest say (M)
// and in the files (S). A signal has one weight, added once however often it is seen; what was seen, and where, is its
// sighting. Sightings are facts; only the score (score.h) makes a verdict of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.h"

namespace ward::vet {

enum class Family : uint8_t { name, metadata, source };
std::string_view name_of(Family family);

// How much one signal says by itself. `info` explains and never counts.
enum class Gravity : uint8_t { info, low, medium, high, critical };
std::string_view name_of(Gravity gravity);

struct Signal {
    std::string_view id;    // "S03"
    std::string_view name;  // "exfiltration"
    Gravity gravity = Gravity::info;
    // Natural logarithm of a likelihood ratio: how much likelier a malicious package shows it than a benign one.
    double weight = 0;
    bool is_measured = false;  // the weight comes from labelled data (docs/vet-evaluation.md); else it is a judgement
    std::string_view title;    // of a finding: "secrets flow to the network"
    std::string_view meaning;  // for `ward explain`: what is looked at, and when it is harmless
    Family family() const {
        return id.starts_with('T') ? Family::name : id.starts_with('M') ? Family::metadata : Family::source;
    }
};

// Sorted by id.
std::span<const Signal> all_signals();
// nullptr: none.
const Signal* signal_named(std::string_view id);

// One signal, seen in one package. Of several places the first counts for the arithmetic, all are evidence.
struct Sighting {
    std::string signal;                   // its id
    std::string what;                     // one sentence without a full stop: "postinstall runs `node setup.js`"
    std::vector<Evidence> evidence = {};  // at most max_evidence
    std::optional<double> weight = {};    // in place of the signal's own, where it depends on what was seen

    bool operator==(const Sighting&) const = default;
};

inline constexpr size_t max_evidence = 20;  // of one sighting

}  // namespace ward::vet
