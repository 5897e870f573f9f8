// For an issue or the minutes of a meeting.
#include <fmt/core.h>

#include "faces/report/card.h"
#include "formats/escape.h"
#include "judges/scorecard/annotations.h"

namespace ward::report {
namespace {

using scorecard::CheckResult;

std::string markdown_reason(const Card& card, const CheckResult& result, const CardStyle& style) {
    std::string out = escape_markdown(result.reason);
    if (result.own_score) out += fmt::format("<br>{} with what ward knows and you accept", *result.own_score);
    if (style.annotations)
        for (const scorecard::AnnotationReason* reason : scorecard::annotations_of(result, card.annotations))
            out += fmt::format("<br>the project says: {}", reason->text);
    return out;
}

void add_markdown_details(std::string& out, const CheckResult& result, const CardStyle& style) {
    bool headed = false;
    for (const scorecard::Detail& detail : result.details) {
        if (detail.level == scorecard::Detail::Level::debug && !style.debug) continue;
        if (!headed) out += fmt::format("\n## {}\n", escape_markdown(result.check));
        headed = true;
        out += fmt::format("- {}{}\n", detail.origin == scorecard::Origin::ward ? "(ward) " : "",
                           escape_markdown(scorecard::text_of(detail)));
    }
}

void add_markdown_accepted(std::string& out, const Card& card) {
    if (card.accepted.empty()) return;
    out += "\n## Accepted findings\nThey change no score but the second one.\n\n";
    for (const scorecard::Acceptance& entry : card.accepted)
        out +=
            fmt::format("- {} {}: {} ({}, {} {}; {} found)\n", escape_markdown(entry.check),
                        escape_markdown(entry.path), escape_markdown(entry.reason),
                        entry.counting == scorecard::Counting::shown ? "the project's wish, not counted"
                        : entry.is_expired                           ? "no longer counted"
                                                                     : "counted",
                        entry.is_expired ? "expired" : "until", escape_markdown(entry.expires), entry.details.size());
}

std::string write_markdown(const Card& card, const CardStyle& style) {
    std::string out = fmt::format("# OpenSSF Scorecard of {}\n\n", escape_markdown(card.repository));
    out += fmt::format("**{} / 10** as of {}, commit {}", card.score < 0 ? "?" : scorecard::text_of_score(card.score),
                       format_date(card.as_of), escape_markdown(card.commit));
    if (!card.advisories.empty()) out += fmt::format(", advisories {}", escape_markdown(card.advisories));
    out += "\n\n| Score | Check | Risk | Reason |\n| --- | --- | --- | --- |\n";
    for (const CheckResult& result : card.checks) {
        const scorecard::Check* check = scorecard::check_named(result.check);
        out += fmt::format("| {} | {} | {} | {} |\n",
                           result.score == scorecard::inconclusive ? "?" : std::to_string(result.score),
                           escape_markdown(result.check), check == nullptr ? "" : name_of(check->risk),
                           markdown_reason(card, result, style));
    }
    if (style.details)
        for (const CheckResult& result : card.checks) add_markdown_details(out, result, style);
    add_markdown_accepted(out, card);
    return out;
}

}  // namespace

WARD_CARD_FORM(markdown) = {
    .name = "markdown", .summary = "a table and its details in Markdown", .write = write_markdown};

}  // namespace ward::report
