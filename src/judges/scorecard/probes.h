// The probes: each asks one question of the raw facts. This is their table; they are made in the files of their checks.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "judges/scorecard/check.h"

namespace ward::scorecard {

enum class Lifecycle : uint8_t { stable, experimental };
std::string_view name_of(Lifecycle lifecycle);  // stable, experimental

enum class Effort : uint8_t { low = 1, medium, high };
std::string_view name_of(Effort effort);  // Low, Medium, High

struct Probe {
    std::string_view id;
    std::string_view summary;
    // Names of checks; empty: asked for by its name alone.
    std::string_view check = {};
    Lifecycle lifecycle = Lifecycle::stable;
    Outcome bad = Outcome::no;  // findings with this outcome have a remedy
    Effort effort = Effort::low;
    std::string_view remedy = {};
};

// Sorted by id, all 48.
std::span<const Probe> all_probes();
const Probe* probe_named(std::string_view id);  // nullptr where there is none

// What to do about a finding: its own remediation, or that of its probe where the outcome is the bad one; else empty.
std::string_view remedy_of(const ProbeFinding& finding);

}  // namespace ward::scorecard
