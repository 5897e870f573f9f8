// Probes by their names, for those who want an answer and no score.
#pragma once

#include <span>

#include "judges/scorecard/card.h"
#include "judges/scorecard/probes.h"

namespace ward::scorecard {

// Findings of these probes alone, in this order; no score. A probe whose check could not be made, or lacks the forge's
// facts, answers with the reason.
Card make_probes(const Facts& facts, std::span<const Probe* const> probes);

}  // namespace ward::scorecard
