// CVSS 4.0: https://www.first.org/cvss/v4-0/specification-document, section 8 (scoring) with FIRST's table of scores.
//
// A vector belongs to a MacroVector: one level for each of six equivalence classes of metrics (EQ1 to EQ6). Experts
// gave a score to the most severe vectors of each MacroVector. Any other vector lies some *steps* below those, a step
// being one metric made less severe by one value, and its score is that much lower: for each class, the share of the
// steps down to the next lower MacroVector, times the difference of the two scores, averaged over the classes that have
// a next lower MacroVector.
//
// Two observations make this short. All most severe vectors of a level are the same number of steps below the top, so
// there is nothing to search: the distance is the sum of the steps minus a constant of the level. And all quantities
// are small fractions, so everything is computed in integers, and halves round up as the specification has it, always.
//
// EQ3 and EQ6 depend on each other and are treated as one class with five levels, here called EQ36. Supplemental
// metrics do not change the score.
#include <algorithm>
#include <optional>

#include "formats/cvss_vector.h"

namespace ward::cvss {
namespace {

// Weights count the steps below the most severe value.
constexpr std::array<Choice, 6> attack_vector{{{"N", 0}, {"A", 1}, {"L", 2}, {"P", 3}}};
constexpr std::array<Choice, 6> complexity{{{"L", 0}, {"H", 1}}};
constexpr std::array<Choice, 6> requirements{{{"N", 0}, {"P", 1}}};
constexpr std::array<Choice, 6> privileges{{{"N", 0}, {"L", 1}, {"H", 2}}};
constexpr std::array<Choice, 6> interaction{{{"N", 0}, {"P", 1}, {"A", 2}}};
constexpr std::array<Choice, 6> vulnerable{{{"H", 0}, {"L", 1}, {"N", 2}}};
constexpr std::array<Choice, 6> subsequent{{{"H", 1}, {"L", 2}, {"N", 3}}};
constexpr std::array<Choice, 6> subsequent_or_safety{{{"S", 0}, {"H", 1}, {"L", 2}, {"N", 3}}};
constexpr std::array<Choice, 6> importance{{{"H", 0}, {"M", 1}, {"L", 2}}};

constexpr std::array<Metric, 32> metrics{{
    {"AV", Group::base, attack_vector},
    {"AC", Group::base, complexity},
    {"AT", Group::base, requirements},
    {"PR", Group::base, privileges},
    {"UI", Group::base, interaction},
    {"VC", Group::base, vulnerable},
    {"VI", Group::base, vulnerable},
    {"VA", Group::base, vulnerable},
    {"SC", Group::base, subsequent},
    {"SI", Group::base, subsequent},
    {"SA", Group::base, subsequent},
    {"E", Group::threat, {{{"A"}, {"P"}, {"U"}}}},
    {"CR", Group::environmental, importance},
    {"IR", Group::environmental, importance},
    {"AR", Group::environmental, importance},
    {"MAV", Group::environmental, attack_vector},
    {"MAC", Group::environmental, complexity},
    {"MAT", Group::environmental, requirements},
    {"MPR", Group::environmental, privileges},
    {"MUI", Group::environmental, interaction},
    {"MVC", Group::environmental, vulnerable},
    {"MVI", Group::environmental, vulnerable},
    {"MVA", Group::environmental, vulnerable},
    {"MSC", Group::environmental, subsequent},
    {"MSI", Group::environmental, subsequent_or_safety},
    {"MSA", Group::environmental, subsequent_or_safety},
    {"S", Group::supplemental, {{{"N"}, {"P"}}}},
    {"AU", Group::supplemental, {{{"N"}, {"Y"}}}},
    {"R", Group::supplemental, {{{"A"}, {"U"}, {"I"}}}},
    {"V", Group::supplemental, {{{"D"}, {"C"}}}},
    {"RE", Group::supplemental, {{{"L"}, {"M"}, {"H"}}}},
    {"U", Group::supplemental, {{{"Clear"}, {"Green"}, {"Amber"}, {"Red"}}}},
}};

// Scores of the MacroVectors in tenths: blocks by EQ1 and EQ2, a row for each level of EQ36 (00, 01, 10, 11, 21), in it
// EQ4 and EQ5, the last varying fastest.
constexpr std::array<unsigned char, 270> macro_scores{
    // clang-format off
    // EQ1 = 0, EQ2 = 0
    100, 98, 95, 100, 93, 91, 93, 89, 81,
    99, 95, 92, 96, 87, 81, 90, 80, 68,
    98, 95, 90, 93, 89, 81, 88, 78, 69,
    95, 92, 84, 92, 81, 65, 80, 70, 48,
    92, 82, 72, 79, 69, 50, 69, 55, 27,
    // EQ1 = 0, EQ2 = 1
    99, 95, 92, 95, 90, 84, 92, 82, 72,
    97, 92, 85, 91, 83, 71, 81, 71, 53,
    95, 92, 85, 92, 80, 70, 84, 71, 50,
    93, 85, 73, 82, 72, 59, 70, 52, 30,
    86, 75, 52, 71, 52, 29, 63, 29, 17,
    // EQ1 = 1, EQ2 = 0
    98, 94, 91, 94, 86, 77, 87, 74, 63,
    95, 87, 81, 89, 74, 64, 75, 63, 49,
    94, 88, 76, 86, 74, 59, 72, 57, 52,
    89, 77, 67, 76, 58, 50, 57, 52, 25,
    83, 70, 54, 65, 58, 26, 53, 21, 13,
    // EQ1 = 1, EQ2 = 1
    95, 88, 76, 90, 75, 61, 77, 68, 52,
    90, 76, 70, 77, 62, 53, 66, 59, 30,
    89, 76, 62, 74, 57, 47, 61, 57, 24,
    78, 67, 58, 59, 57, 23, 52, 29, 16,
    71, 59, 30, 58, 26, 15, 23, 13, 6,
    // EQ1 = 2, EQ2 = 0
    93, 86, 75, 86, 74, 56, 70, 52, 40,
    87, 72, 58, 74, 61, 34, 54, 40, 22,
    85, 74, 62, 72, 55, 46, 53, 34, 19,
    75, 55, 51, 57, 41, 19, 36, 19, 8,
    64, 51, 20, 47, 21, 11, 24, 9, 4,
    // EQ1 = 2, EQ2 = 1
    88, 73, 60, 73, 59, 41, 54, 45, 20,
    75, 53, 50, 55, 40, 20, 43, 22, 11,
    75, 58, 40, 61, 48, 20, 46, 17, 8,
    55, 45, 21, 51, 18, 9, 18, 7, 2,
    53, 24, 14, 24, 12, 5, 10, 3, 1,
    // clang-format on
};

enum Level36 { both_00, both_01, both_10, both_11, both_21 };

struct MacroVector {
    size_t eq1 = 0;
    size_t eq2 = 0;
    size_t eq36 = both_00;
    size_t eq4 = 0;
    size_t eq5 = 0;

    int score() const { return macro_scores.at((((eq1 * 2 + eq2) * 5 + eq36) * 3 + eq4) * 3 + eq5); }
};

// The metrics that count, with the modified ones in place of the base ones and the worst case for what is not defined.
struct Steps {
    int av, pr, ui, ac, at, vc, vi, va, cr, ir, ar, sc, si, sa;
};

Steps steps_of(const Vector& vector) {
    const auto steps = [&](std::string_view name, std::string_view modified) {
        const Choice* changed = modified.empty() ? nullptr : vector.find(modified);
        const Choice* choice = changed != nullptr ? changed : vector.find(name);
        return choice == nullptr ? 0 : static_cast<int>(choice->weight);
    };
    return {.av = steps("AV", "MAV"),
            .pr = steps("PR", "MPR"),
            .ui = steps("UI", "MUI"),
            .ac = steps("AC", "MAC"),
            .at = steps("AT", "MAT"),
            .vc = steps("VC", "MVC"),
            .vi = steps("VI", "MVI"),
            .va = steps("VA", "MVA"),
            .cr = steps("CR", {}),
            .ir = steps("IR", {}),
            .ar = steps("AR", {}),
            .sc = steps("SC", "MSC"),
            .si = steps("SI", "MSI"),
            .sa = steps("SA", "MSA")};
}

MacroVector macro_vector_of(const Steps& at, std::string_view exploit_maturity) {
    MacroVector macro;
    const bool all_open = at.av == 0 && at.pr == 0 && at.ui == 0;
    const bool some_open = at.av == 0 || at.pr == 0 || at.ui == 0;
    macro.eq1 = all_open ? 0 : some_open && at.av != 3 ? 1 : 2;
    macro.eq2 = at.ac == 0 && at.at == 0 ? 0 : 1;
    const bool high_on_important =
        (at.cr == 0 && at.vc == 0) || (at.ir == 0 && at.vi == 0) || (at.ar == 0 && at.va == 0);
    if (at.vc == 0 && at.vi == 0) macro.eq36 = high_on_important ? both_00 : both_01;
    else if (at.vc == 0 || at.vi == 0 || at.va == 0) macro.eq36 = high_on_important ? both_10 : both_11;
    else macro.eq36 = both_21;
    macro.eq4 = at.si == 0 || at.sa == 0 ? 0 : at.sc == 1 || at.si == 1 || at.sa == 1 ? 1 : 2;
    macro.eq5 = exploit_maturity == "U" ? 2 : exploit_maturity == "P" ? 1 : 0;
    return macro;
}

// For each level: how many steps its most severe vectors are below the top, and how many steps it spans.
struct Span {
    int start;
    int depth;
};
constexpr std::array<Span, 3> span1{{{0, 1}, {1, 4}, {3, 5}}};
constexpr std::array<Span, 2> span2{{{0, 1}, {1, 2}}};
constexpr std::array<Span, 5> span36{{{0, 7}, {3, 6}, {1, 8}, {3, 8}, {3, 10}}};
constexpr std::array<Span, 3> span4{{{1, 6}, {3, 5}, {6, 4}}};
constexpr int unit = 840;  // a common multiple of all depths

// One class's part of the mean: where its next lower MacroVector is, if there is one, and how far towards it we are.
struct Descent {
    std::optional<int> next_score;
    int steps;
    Span span;
};

std::optional<int> next_score36(MacroVector macro) {
    const auto score_at = [&](size_t level) {
        macro.eq36 = level;
        return macro.score();
    };
    switch (macro.eq36) {
        case both_00: return std::max(score_at(both_01), score_at(both_10));
        case both_01:
        case both_10: return score_at(both_11);
        case both_11: return score_at(both_21);
        default: return std::nullopt;
    }
}

}  // namespace

std::span<const Metric> metrics_v4() {
    return metrics;
}

int score_v4(const Vector& vector) {
    const Steps at = steps_of(vector);
    if (at.vc == 2 && at.vi == 2 && at.va == 2 && at.sc == 3 && at.si == 3 && at.sa == 3) return 0;
    const MacroVector macro = macro_vector_of(at, vector.letters("E"));
    const auto next = [&](size_t MacroVector::* level, size_t last) -> std::optional<int> {
        if (macro.*level == last) return std::nullopt;
        MacroVector lower = macro;
        ++(lower.*level);
        return lower.score();
    };
    const std::array<Descent, 5> descents{{
        {next(&MacroVector::eq1, 2), at.av + at.pr + at.ui, span1.at(macro.eq1)},
        {next(&MacroVector::eq2, 1), at.ac + at.at, span2.at(macro.eq2)},
        {next_score36(macro), at.vc + at.vi + at.va + at.cr + at.ir + at.ar, span36.at(macro.eq36)},
        {next(&MacroVector::eq4, 2), at.sc + at.si + at.sa, span4.at(macro.eq4)},
        {next(&MacroVector::eq5, 2), 0, {0, 1}},  // E has one value per level: always at its top, but it counts
    }};
    int lowering = 0;  // in units of a tenth
    int classes = 0;
    for (const Descent& descent : descents) {
        if (!descent.next_score) continue;
        ++classes;
        lowering +=
            (macro.score() - *descent.next_score) * (descent.steps - descent.span.start) * (unit / descent.span.depth);
    }
    if (classes == 0) return macro.score();
    const int whole = unit * classes;
    const int exact = std::clamp(macro.score() * whole - lowering, 0, 100 * whole);
    return (2 * exact + whole) / (2 * whole);
}

}  // namespace ward::cvss
