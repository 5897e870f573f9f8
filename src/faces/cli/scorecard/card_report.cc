// See card_report.h.
#include "faces/cli/scorecard/card_report.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"

namespace ward::cli {
namespace {

using scorecard::CheckResult;
using scorecard::Detail;

// Of a check that is not at its best; the check's weight, not how far it is from 10.
Severity severity_of(const scorecard::Check& check) {
    switch (check.risk) {
        case scorecard::Risk::critical: return Severity::critical;
        case scorecard::Risk::high: return Severity::high;
        case scorecard::Risk::medium: return Severity::medium;
        case scorecard::Risk::low: return Severity::low;
    }
    return Severity::unknown;
}

Finding finding_of(const scorecard::Check& check, const CheckResult& result) {
    Finding finding;
    finding.judge = "scorecard";
    finding.rule = to_lower(check.name);
    finding.id = check.name;
    finding.severity = severity_of(check);
    if (result.score != scorecard::inconclusive) finding.score = result.score;
    const std::string score = result.score == scorecard::inconclusive ? "?" : std::to_string(result.score);
    finding.title = fmt::format("{}: {} / 10: {}", check.name, score, result.reason);
    if (result.own_score) finding.title += fmt::format("; {} with what ward knows", *result.own_score);
    for (const Detail& detail : result.details) {
        if (detail.level != Detail::Level::warn && detail.origin == scorecard::Origin::peer) continue;
        if (finding.evidence.size() == max_places) {
            ++finding.more_places;
            continue;
        }
        const std::string path = detail.location ? detail.location->path : "";
        const int64_t line = detail.location ? static_cast<int64_t>(detail.location->line) : 0;
        finding.evidence.push_back({path, line, detail.text});
    }
    finding.references.push_back("https://github.com/ossf/scorecard/blob/main/docs/checks.md#" + to_lower(check.name));
    finding.key = key_of(finding);
    return finding;
}

}  // namespace

bool is_incomplete(const scorecard::Card& card, const CardSubject& subject) {
    return !card.unread.empty() ||
           std::ranges::any_of(subject.skipped, [](const Skipped& part) { return part.kind == SkipKind::unread; });
}

Report report_of_card(const scorecard::Card& card, const CardSubject& subject, const Invocation& invocation) {
    Report report;
    report.command = invocation.command;
    report.ward_version = program_version();
    report.ward_commit = program_commit();
    report.started = format_instant(now());
    report.subject.path = subject.path;
    report.subject.name = card.repository;
    if (subject.commit != "unknown") report.subject.commit = subject.commit;
    report.advisories.snapshot = card.advisories;
    report.notes.push_back({"score", fmt::format("{} / 10", scorecard::text_of_score(card.score)), ""});
    for (const scorecard::Acceptance& entry : card.accepted)
        report.notes.push_back(
            {"accepted",
             fmt::format("{} {}: {}; until {}; {} found{}", entry.check, entry.path, entry.reason, entry.expires,
                         entry.details.size(), entry.counting == scorecard::Counting::shown ? "; not counted" : ""),
             entry.origin});
    report.skipped = subject.skipped;
    for (const CheckResult& result : card.checks) {
        const scorecard::Check* check = scorecard::check_named(result.check);
        if (check == nullptr) continue;
        // What ward alone finds fault with is told, too.
        const bool is_faulty_to_ward = result.own_score.value_or(scorecard::max_score) < scorecard::max_score;
        if (result.score == scorecard::max_score && !is_faulty_to_ward) continue;
        if (result.score == scorecard::inconclusive) {
            const bool needs = check->needs_forge && subject.forge == nullptr;
            report.skipped.push_back({"", needs ? SkipKind::unexplained : SkipKind::unread,
                                      fmt::format("{}: {}", check->name, result.reason)});
            if (!is_faulty_to_ward) continue;
        }
        report.findings.push_back(finding_of(*check, result));
    }
    distinguish_keys(report.findings);
    sort_findings(report.findings);
    report.summary = summarise(report);
    report.summary.complete = !is_incomplete(card, subject);
    return report;
}

}  // namespace ward::cli
