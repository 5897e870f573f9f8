#include "judges/vet/judged.h"

#include <algorithm>

#include <fmt/core.h>

namespace ward::vet {
namespace {

std::string sentence_of(const Label& label) {
    const std::string_view verdict = label.is_malicious ? "malicious" : "benign";
    const std::string author = label.author.empty() ? "" : " by " + label.author;
    return fmt::format("labelled {}{} on {} ({}): {}", verdict, author, label.created, label.origin, label.reason);
}

void add_evidence(Finding& finding, const Term& term) {
    for (const Evidence& one : term.evidence) {
        if (finding.evidence.size() == max_places) {
            ++finding.more_places;
            continue;
        }
        const std::string text = one.text.empty() ? term.what : one.text;
        finding.evidence.push_back({one.path, one.line, fmt::format("{}: {}", term.signal->id, text)});
    }
}

}  // namespace

Judged judge(Candidate candidate, std::span<const Label> labels, Instant today) {
    std::vector<const Label*> used;
    candidate.sightings = apply_labels(std::move(candidate.sightings), candidate.purl, labels, today, used);
    Judged judged;
    judged.score = score_of(candidate.sightings);
    for (const Label* label : used) judged.labels.push_back(sentence_of(*label));
    judged.candidate = std::move(candidate);
    return judged;
}

Severity severity_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::block: return Severity::critical;
        case Outcome::warn: return Severity::medium;
        case Outcome::notice:
        case Outcome::ok: break;
    }
    return Severity::none;
}

std::optional<Finding> finding_of(const Judged& judged) {
    const Score& score = judged.score;
    if (score.outcome == Outcome::ok) return std::nullopt;
    const Candidate& candidate = judged.candidate;
    Finding finding;
    finding.judge = "vet";
    finding.rule = candidate.records.empty() ? "suspicious-package" : "malicious-package";
    finding.id = candidate.records.empty() ? finding.rule : candidate.records.front();
    finding.records = candidate.records;
    finding.severity = severity_of(score.outcome);
    finding.title = fmt::format("{}: {}", name_of(score.outcome), score.reason);
    finding.component = candidate.component;
    finding.purl = candidate.purl;
    finding.paths = candidate.paths;
    finding.evidence.push_back(candidate.place);
    for (const Term& term : score.terms)
        if (term.weight > 0) add_evidence(finding, term);
    finding.key = key_of(finding);
    return finding;
}

PackageVerdict verdict_of(const Judged& judged) {
    PackageVerdict verdict;
    verdict.subject = judged.candidate.purl;
    verdict.verdict = name_of(judged.score.outcome);
    verdict.score = judged.score.total;
    verdict.reason = judged.score.reason;
    for (const std::string& label : judged.labels) verdict.reason += "; " + label;
    for (const Term& term : judged.score.terms)
        verdict.terms.push_back({std::string(term.signal->id), term.weight, term.what});
    return verdict;
}

}  // namespace ward::vet
