// See card.h.
#include "judges/scorecard/card.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/parallel.h"

namespace ward::scorecard {

Card make_card(const Facts& facts, std::span<const Check* const> checks) {
    Card card;
    card.as_of = facts.as_of;
    card.checks.resize(checks.size());
    parallel_for(checks.size(), [&](size_t i) { card.checks[i] = checks[i]->run(facts); });
    std::ranges::sort(card.checks, {}, &CheckResult::check);
    card.score = aggregate_score(card.checks);
    card.facts = &facts;
    card.unread.assign(facts.unread().begin(), facts.unread().end());
    return card;
}

std::string text_of_score(double score) {
    return fmt::format("{:.1f}", score);
}

}  // namespace ward::scorecard
