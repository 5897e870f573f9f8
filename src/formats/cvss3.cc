// CVSS 3.0 and 3.1: https://www.first.org/cvss/v3.0/specification-document and .../v3.1/specification-document,
// section 7.
//
// Same metrics, same weights. 3.1 differs in two equations:
//  - rounding up: 3.0 takes the ceiling to a tenth of whatever the floating-point product happens to be
//  (4.000000000000001
//    becomes 4.1, and its scores in databases were made that way); 3.1 first drops what lies beyond the fifth decimal;
//  - the modified impact with changed scope.
#include <algorithm>
#include <cmath>

#include "formats/cvss_vector.h"

namespace ward::cvss {
namespace {

constexpr std::array<Choice, 6> attack_vector{{{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}}};
constexpr std::array<Choice, 6> complexity{{{"L", 0.77}, {"H", 0.44}}};
constexpr std::array<Choice, 6> privileges{{{"N", 0.85}, {"L", 0.62}, {"H", 0.27}}};  // with scope unchanged
constexpr std::array<Choice, 6> interaction{{{"N", 0.85}, {"R", 0.62}}};
constexpr std::array<Choice, 6> scope{{{"U"}, {"C"}}};
constexpr std::array<Choice, 6> impact{{{"H", 0.56}, {"L", 0.22}, {"N", 0.0}}};
constexpr std::array<Choice, 6> requirement{{{"H", 1.5}, {"M", 1.0}, {"L", 0.5}}};

constexpr std::array<Metric, 22> metrics{{
    {"AV", Group::base, attack_vector},
    {"AC", Group::base, complexity},
    {"PR", Group::base, privileges},
    {"UI", Group::base, interaction},
    {"S", Group::base, scope},
    {"C", Group::base, impact},
    {"I", Group::base, impact},
    {"A", Group::base, impact},
    {"E", Group::threat, {{{"H", 1.0}, {"F", 0.97}, {"P", 0.94}, {"U", 0.91}}}},
    {"RL", Group::threat, {{{"U", 1.0}, {"W", 0.97}, {"T", 0.96}, {"O", 0.95}}}},
    {"RC", Group::threat, {{{"C", 1.0}, {"R", 0.96}, {"U", 0.92}}}},
    {"CR", Group::environmental, requirement},
    {"IR", Group::environmental, requirement},
    {"AR", Group::environmental, requirement},
    {"MAV", Group::environmental, attack_vector},
    {"MAC", Group::environmental, complexity},
    {"MPR", Group::environmental, privileges},
    {"MUI", Group::environmental, interaction},
    {"MS", Group::environmental, scope},
    {"MC", Group::environmental, impact},
    {"MI", Group::environmental, impact},
    {"MA", Group::environmental, impact},
}};

enum class Minor { v0, v1 };

int round_up_to_tenths(double value, Minor minor) {
    if (minor == Minor::v0) return static_cast<int>(std::ceil(10 * value));
    const long units = std::lround(value * 100'000);
    return static_cast<int>(units % 10'000 == 0 ? units / 10'000 : units / 10'000 + 1);
}

// The vector as its author wrote it, or with the modified metrics of the environment in place of the base ones.
enum class View { base, environment };

const Choice& value_of(const Vector& vector, View view, std::string_view name, std::string_view modified) {
    const Choice* changed = view == View::environment ? vector.find(modified) : nullptr;
    return changed != nullptr ? *changed : *vector.find(name);
}

double exploitability_of(const Vector& vector, View view, bool scope_changes) {
    const Choice& required = value_of(vector, view, "PR", "MPR");
    double privilege = required.weight;
    if (scope_changes && required.letters == "L") privilege = 0.68;
    if (scope_changes && required.letters == "H") privilege = 0.5;
    return 8.22 * value_of(vector, view, "AV", "MAV").weight * value_of(vector, view, "AC", "MAC").weight * privilege *
           value_of(vector, view, "UI", "MUI").weight;
}

double impact_of(const Vector& vector, View view, bool scope_changes, Minor minor) {
    const auto remaining = [&](std::string_view name, std::string_view modified, std::string_view requirement_name) {
        const double required = view == View::environment ? vector.weight(requirement_name) : 1.0;
        return 1 - required * value_of(vector, view, name, modified).weight;
    };
    double subscore = 1 - remaining("C", "MC", "CR") * remaining("I", "MI", "IR") * remaining("A", "MA", "AR");
    if (view == View::environment) subscore = std::min(subscore, 0.915);
    if (!scope_changes) return 6.42 * subscore;
    const double correction = view == View::environment && minor == Minor::v1 ? std::pow(0.9731 * subscore - 0.02, 13)
                                                                              : std::pow(subscore - 0.02, 15);
    return 7.52 * (subscore - 0.029) - 3.25 * correction;
}

int score_v3(const Vector& vector, Minor minor) {
    const View view = vector.any(Group::environmental) ? View::environment : View::base;
    const bool scope_changes = value_of(vector, view, "S", "MS").letters == "C";
    const double impact_score = impact_of(vector, view, scope_changes, minor);
    if (impact_score <= 0) return 0;
    const double both = impact_score + exploitability_of(vector, view, scope_changes);
    const int untimed = round_up_to_tenths(std::min((scope_changes ? 1.08 : 1.0) * both, 10.0), minor);
    if (!vector.any(Group::threat)) return untimed;
    return round_up_to_tenths(untimed / 10.0 * vector.weight("E") * vector.weight("RL") * vector.weight("RC"), minor);
}

}  // namespace

std::span<const Metric> metrics_v3() {
    return metrics;
}
int score_v3_0(const Vector& vector) {
    return score_v3(vector, Minor::v0);
}
int score_v3_1(const Vector& vector) {
    return score_v3(vector, Minor::v1);
}

}  // namespace ward::cvss
