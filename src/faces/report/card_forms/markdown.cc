// For an issue or the minutes of a meeting.
#include <fmt/core.h>

#include "faces/report/card.h"
#include "formats/escape.h"

namespace ward::report {
namespace {

using scorecard::CheckResult;

std::string write_markdown(const Card& card, const CardStyle& style) {
    std::string out = fmt::format("# OpenSSF Scorecard of {}\n\n", escape_markdown(card.repository));
    out +=
        fmt::format("**{} / 10** as of {}, commit {}\n\n", card.score < 0 ? "?" : scorecard::text_of_score(card.score),
                    format_date(card.as_of), escape_markdown(card.commit));
    out += "| Score | Check | Risk | Reason |\n| --- | --- | --- | --- |\n";
    for (const CheckResult& result : card.checks) {
        const scorecard::Check* check = scorecard::check_named(result.check);
        out += fmt::format("| {} | {} | {} | {} |\n",
                           result.score == scorecard::inconclusive ? "?" : std::to_string(result.score),
                           escape_markdown(result.check), check == nullptr ? "" : name_of(check->risk),
                           escape_markdown(result.reason));
    }
    if (!style.details) return out;
    for (const CheckResult& result : card.checks) {
        bool headed = false;
        for (const scorecard::Detail& detail : result.details) {
            if (detail.level == scorecard::Detail::Level::debug && !style.debug) continue;
            if (!headed) out += fmt::format("\n## {}\n", escape_markdown(result.check));
            headed = true;
            out += fmt::format("- {}{}\n", detail.origin == scorecard::Origin::ward ? "(ward) " : "",
                               escape_markdown(scorecard::text_of(detail)));
        }
    }
    return out;
}

}  // namespace

WARD_CARD_FORM(markdown) = {
    .name = "markdown", .summary = "a table and its details in Markdown", .write = write_markdown};

}  // namespace ward::report
