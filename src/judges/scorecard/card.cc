// See card.h.
#include "judges/scorecard/card.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/parallel.h"

namespace ward::scorecard {

std::vector<const Check*> default_checks() {
    std::vector<const Check*> out;
    for (const Check* check : all_checks())
        if (!check->is_experimental) out.push_back(check);
    return out;
}

Card make_card(const Facts& facts, std::span<const Check* const> checks) {
    Card card;
    card.as_of = facts.as_of;
    card.checks.resize(checks.size());
    std::vector<size_t> others;
    others.reserve(checks.size());
    // A loop within a loop has one thread: checks with loops of their own come first.
    for (size_t i = 0; i < checks.size(); ++i) {
        if (checks[i]->has_loops) card.checks[i] = checks[i]->run(facts);
        else others.push_back(i);
    }
    parallel_for(others.size(), [&](size_t i) { card.checks[others[i]] = checks[others[i]]->run(facts); });
    std::ranges::sort(card.checks, {}, &CheckResult::check);
    card.score = aggregate_score(card.checks);
    card.facts = &facts;
    card.unread.assign(facts.unread().begin(), facts.unread().end());
    return card;
}

bool is_score(double number) {
    return std::isfinite(number) && number >= 0 && number <= max_score;
}

std::string text_of_score(double score) {
    return fmt::format("{:.1f}", score);
}

}  // namespace ward::scorecard
