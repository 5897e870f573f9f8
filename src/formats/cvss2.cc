// CVSS 2.0: https://www.first.org/cvss/v2/guide, section 3.2.
//
// The environmental score is "the temporal score recomputed" with another impact, so the base and temporal scores
// inside it are rounded too; several calculators forget that. It can come out below zero (little impact, lowered
// further by the requirements): the guide does not say what then, here it is 0.0.
#include <algorithm>
#include <cmath>

#include "formats/cvss_vector.h"

namespace ward::cvss {
namespace {

constexpr std::array<Choice, 6> impact{{{"N", 0.0}, {"P", 0.275}, {"C", 0.660}}};
constexpr std::array<Choice, 6> requirement{{{"L", 0.5}, {"M", 1.0}, {"H", 1.51}}};

constexpr std::array<Metric, 14> metrics{{
    {"AV", Group::base, {{{"L", 0.395}, {"A", 0.646}, {"N", 1.0}}}},
    {"AC", Group::base, {{{"H", 0.35}, {"M", 0.61}, {"L", 0.71}}}},
    {"Au", Group::base, {{{"M", 0.45}, {"S", 0.56}, {"N", 0.704}}}},
    {"C", Group::base, impact},
    {"I", Group::base, impact},
    {"A", Group::base, impact},
    {"E", Group::threat, {{{"U", 0.85}, {"POC", 0.9}, {"F", 0.95}, {"H", 1.0}}}},
    {"RL", Group::threat, {{{"OF", 0.87}, {"TF", 0.9}, {"W", 0.95}, {"U", 1.0}}}},
    {"RC", Group::threat, {{{"UC", 0.9}, {"UR", 0.95}, {"C", 1.0}}}},
    {"CDP", Group::environmental, {{{"N", 0.0}, {"L", 0.1}, {"LM", 0.3}, {"MH", 0.4}, {"H", 0.5}}}},
    {"TD", Group::environmental, {{{"N", 0.0}, {"L", 0.25}, {"M", 0.75}, {"H", 1.0}}}},
    {"CR", Group::environmental, requirement},
    {"IR", Group::environmental, requirement},
    {"AR", Group::environmental, requirement},
}};

double round_to_tenths(double value) {
    return std::floor(value * 10 + 0.5) / 10;
}

double base_score(const Vector& vector, double impact_score) {
    const double exploitability = 20 * vector.weight("AC") * vector.weight("Au") * vector.weight("AV");
    const double factor = impact_score == 0 ? 0 : 1.176;
    return round_to_tenths((0.6 * impact_score + 0.4 * exploitability - 1.5) * factor);
}

double temporal_score(const Vector& vector, double base) {
    return round_to_tenths(base * vector.weight("E") * vector.weight("RL") * vector.weight("RC"));
}

double environmental_score(const Vector& vector) {
    const double remainder = (1 - vector.weight("C") * vector.weight("CR")) *
                             (1 - vector.weight("I") * vector.weight("IR")) *
                             (1 - vector.weight("A") * vector.weight("AR"));
    const double adjusted_impact = std::min(10.0, 10.41 * (1 - remainder));
    const double adjusted = temporal_score(vector, base_score(vector, adjusted_impact));
    const double damage = vector.find("CDP") == nullptr ? 0.0 : vector.weight("CDP");
    return std::max(0.0, round_to_tenths((adjusted + (10 - adjusted) * damage) * vector.weight("TD")));
}

double overall_score(const Vector& vector) {
    if (vector.any(Group::environmental)) return environmental_score(vector);
    const double impact_score =
        10.41 * (1 - (1 - vector.weight("C")) * (1 - vector.weight("I")) * (1 - vector.weight("A")));
    return temporal_score(vector, base_score(vector, impact_score));
}

}  // namespace

std::span<const Metric> metrics_v2() {
    return metrics;
}

int score_v2(const Vector& vector) {
    return static_cast<int>(std::lround(overall_score(vector) * 10));
}

}  // namespace ward::cvss
