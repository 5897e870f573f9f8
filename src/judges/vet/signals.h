// The rows of the catalogue, one table a family (private to this folder).
#pragma once

#include <span>

#include "judges/vet/signal.h"

namespace ward::vet {

std::span<const Signal> name_signals();
std::span<const Signal> metadata_signals();
std::span<const Signal> source_signals();

// Weights of signals that no labelled data measures: by gravity alone.
inline constexpr double low_weight = 0.4;
inline constexpr double medium_weight = 1.0;
inline constexpr double high_weight = 2.5;
inline constexpr double critical_weight = 4.0;

}  // namespace ward::vet
