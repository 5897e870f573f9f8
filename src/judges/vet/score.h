// From sightings to a verdict: a sum of logarithms of likelihood ratios, each term with its line, so that every verdict
// can be recomputed by hand.
//
// A name never condemns by itself: all name terms together count at most max_name_score. Block needs proof: a record
// that says this version is malware, or a critical signal of the metadata together with a critical one of the files.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "judges/vet/signal.h"

namespace ward::vet {

enum class Outcome : uint8_t { ok, notice, warn, block };
std::string_view name_of(Outcome outcome);
std::optional<Outcome> outcome_named(std::string_view name);

inline constexpr double max_name_score = 2.0;
inline constexpr double notice_score = 1.0;
inline constexpr double warn_score = 4.0;
// A critical signal that was seen in a weak form (an install script that only builds, an installer that fetches its own
// program) proves nothing: in block's pair count those alone that weigh as much.
inline constexpr double least_critical = 3.0;

struct Term {
    const Signal* signal = nullptr;
    double weight = 0;  // as it counts, after the cap
    std::string what;   // the sighting's sentence
    std::vector<Evidence> evidence;
};

struct Score {
    double total = 0;
    Outcome outcome = Outcome::ok;
    std::string reason;       // one sentence: what decided
    std::vector<Term> terms;  // heaviest first, then by id; signals of weight 0 last
};

// Sightings of one signal are one term: its highest weight, evidence put together.
Score score_of(std::span<const Sighting> sightings);

// The arithmetic, a line a term, as `--explain` prints it.
std::vector<std::string> arithmetic_of(const Score& score);

}  // namespace ward::vet
