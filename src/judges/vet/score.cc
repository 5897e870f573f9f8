#include "judges/vet/score.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

namespace ward::vet {
namespace {

Term* term_of(std::vector<Term>& terms, const Signal* signal) {
    const auto found = std::ranges::find(terms, signal, &Term::signal);
    return found == terms.end() ? nullptr : &*found;
}

void add(std::vector<Term>& terms, const Sighting& sighting) {
    const Signal* signal = signal_named(sighting.signal);
    if (signal == nullptr) return;
    const double weight = sighting.weight.value_or(signal->weight);
    Term* term = term_of(terms, signal);
    if (term == nullptr) {
        terms.push_back({signal, weight, sighting.what, sighting.evidence});
        return;
    }
    if (weight > term->weight) {
        term->weight = weight;
        term->what = sighting.what;
    }
    for (const Evidence& one : sighting.evidence)
        if (term->evidence.size() < max_evidence) term->evidence.push_back(one);
}

// Several techniques often see one similarity: beyond the cap, what the weaker ones add is dropped.
void cap_names(std::vector<Term>& terms) {
    double left = max_name_score;
    for (Term& term : terms) {
        if (term.signal->family() != Family::name) continue;
        term.weight = std::min(term.weight, left);
        left -= std::max(term.weight, 0.0);
    }
}

const Term* critical(const std::vector<Term>& terms, Family family) {
    const auto found = std::ranges::find_if(terms, [&](const Term& term) {
        return term.signal->gravity == Gravity::critical && term.signal->family() == family &&
               term.weight >= least_critical;
    });
    return found == terms.end() ? nullptr : &*found;
}

void decide(Score& score) {
    const auto record =
        std::ranges::find(score.terms, std::string_view("M02"), [](const Term& term) { return term.signal->id; });
    const Term* metadata = critical(score.terms, Family::metadata);
    const Term* source = critical(score.terms, Family::source);
    if (record != score.terms.end()) {
        score.outcome = Outcome::block;
        score.reason = record->what;
    } else if (metadata != nullptr && source != nullptr) {
        score.outcome = Outcome::block;
        score.reason = fmt::format("{} ({}), and {} ({})", metadata->signal->title, metadata->signal->id,
                                   source->signal->title, source->signal->id);
    } else if (!score.terms.empty() && score.total >= notice_score) {
        score.outcome = score.total >= warn_score ? Outcome::warn : Outcome::notice;
        score.reason = score.terms.front().signal->title;
    } else {
        score.reason = score.terms.empty() ? "no signal" : "no signal weighs enough";
    }
}

}  // namespace

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::ok: return "ok";
        case Outcome::notice: return "notice";
        case Outcome::warn: return "warn";
        case Outcome::block: return "block";
    }
    return "";
}

std::optional<Outcome> outcome_named(std::string_view name) {
    for (const Outcome one : {Outcome::ok, Outcome::notice, Outcome::warn, Outcome::block})
        if (name_of(one) == name) return one;
    return std::nullopt;
}

Score score_of(std::span<const Sighting> sightings) {
    Score score;
    for (const Sighting& sighting : sightings) add(score.terms, sighting);
    std::ranges::sort(score.terms, [](const Term& left, const Term& right) {
        if (left.weight != right.weight) return left.weight > right.weight;
        return left.signal->id < right.signal->id;
    });
    cap_names(score.terms);
    std::ranges::stable_sort(score.terms, std::greater{}, &Term::weight);
    for (const Term& term : score.terms) score.total += term.weight;
    // Sums of tenths are told with one digit; what is compared is what is told.
    score.total = std::round(score.total * 100) / 100;
    decide(score);
    return score;
}

std::vector<std::string> arithmetic_of(const Score& score) {
    std::vector<std::string> lines;
    lines.reserve(score.terms.size() + 1);
    for (const Term& term : score.terms)
        lines.push_back(fmt::format("{:+6.2f}  {} {}: {}{}", term.weight, term.signal->id, term.signal->name, term.what,
                                    term.signal->is_measured ? "" : " (weight judged, not measured)"));
    lines.push_back(fmt::format("{:6.2f}  sum: {} ({} from {:.1f}, {} from {:.1f})", score.total,
                                name_of(score.outcome), name_of(Outcome::notice), notice_score, name_of(Outcome::warn),
                                warn_score));
    return lines;
}

}  // namespace ward::vet
