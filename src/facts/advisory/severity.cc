#include "facts/advisory/severity.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "facts/advisory/limits.h"
#include "formats/cvss.h"

namespace ward::advisory {
namespace {

struct Word {
    std::string_view text;
    Severity severity;
};

// GHSA says MODERATE, Red Hat IMPORTANT, Ubuntu negligible and untriaged.
constexpr std::array<Word, 8> words{{{"critical", Severity::critical},
                                     {"high", Severity::high},
                                     {"important", Severity::high},
                                     {"medium", Severity::medium},
                                     {"moderate", Severity::medium},
                                     {"low", Severity::low},
                                     {"negligible", Severity::low},
                                     {"none", Severity::none}}};

Severity severity_of_word(std::string_view text) {
    for (const Word& word : words)
        if (equal_ignoring_case(word.text, text)) return word.severity;
    return Severity::unknown;
}

// The best of what one place of a record says.
struct Candidate {
    Rating rating;
    int rank = -1;  // of the CVSS type; -1: only words, or nothing
};

Candidate best_of(std::span<const OsvSeverity> severities, std::string_view word, Notes& notes) {
    Candidate best;
    Severity worded = severity_of_word(word);
    for (const OsvSeverity& severity : severities) {
        if (!severity.type.starts_with("CVSS")) {
            const Severity other = severity_of_word(severity.score);
            if (worded == Severity::unknown) worded = other;
            continue;
        }
        if (severity.score.size() > limits::vector_bytes) {
            notes.add(Defect::bad_vector);
            continue;
        }
        const auto score = cvss::score(severity.score);
        if (!score) {
            notes.add(Defect::bad_vector);
            continue;
        }
        const int rank = static_cast<int>(score->version);
        if (rank < best.rank || (rank == best.rank && score->value <= best.rating.score.value_or(-1))) continue;
        best = {{severity_of_score(score->value), score->value, severity.score}, rank};
    }
    if (best.rank < 0) best.rating.severity = worded;
    return best;
}

bool worse(const Candidate& a, const Candidate& b) {
    const bool known_a = a.rating.severity != Severity::unknown;
    const bool known_b = b.rating.severity != Severity::unknown;
    if (known_a != known_b) return known_a;
    if (a.rating.severity != b.rating.severity) return weight(a.rating.severity) > weight(b.rating.severity);
    return a.rating.score.value_or(-1) > b.rating.score.value_or(-1);
}

}  // namespace

Rating rate(const OsvRecord& record, Notes& notes) {
    Candidate best;
    bool own = false;  // does any entry have a severity of its own?
    for (const OsvAffected& entry : record.affected) {
        if (entry.severities.empty()) continue;
        own = true;
        const Candidate candidate = best_of(record.severities_of(entry.severities), entry.severity_word, notes);
        if (worse(candidate, best)) best = candidate;
    }
    if (!own) best = best_of(record.severities_of(record.severities), record.severity_word, notes);
    if (best.rating.severity == Severity::unknown)
        for (const OsvAffected& entry : record.affected) {
            const Candidate candidate{{severity_of_word(entry.severity_word), std::nullopt, {}}, -1};
            if (worse(candidate, best)) best = candidate;
        }
    if (best.rating.severity == Severity::unknown) best.rating.severity = severity_of_word(record.severity_word);
    return best.rating;
}

}  // namespace ward::advisory
