// One page for people: no script and no request to anywhere (its content security policy forbids both), readable in the
// dark, on paper and by keyboard. Details are folded. Every text passes through escape_html.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/card.h"
#include "formats/digest.h"
#include "formats/escape.h"
#include "judges/scorecard/annotations.h"

namespace ward::report {

extern const std::string_view html_style;  // report.css

namespace {

using scorecard::CheckResult;
using scorecard::Detail;

// What the common style lacks.
constexpr std::string_view card_style = R"(
.score { font-size: 2.375rem; font-weight: 650; }
tbody th { padding: 0.75rem 1.25rem 0.75rem 0; color: var(--ink); font-size: inherit; vertical-align: top; }
td.number { font-weight: 600; white-space: nowrap; }
td.number > .faint { max-width: 12rem; font-weight: 400; }
td.risk { white-space: nowrap; }
td.reason { width: 100%; min-width: 18rem; }
td ul { margin: 0.25rem 0 0; padding-left: 1.125rem; }
td details > summary { margin-bottom: 0.25rem; }
@media screen and (max-width: 48rem) {
  table { min-width: 0; }
  thead { display: none; }
  tbody tr { display: grid; grid-template-columns: 8rem 1fr auto; padding: 0.625rem 0; border-bottom: 1px solid var(--line); }
  tbody tr > * { padding: 0; border: 0; }
  td.reason { grid-column: 1 / -1; min-width: 0; margin-top: 0.25rem; }
}
@media print { td.reason { min-width: 0; } }
)";

// The words of the common style's classes; the number itself stands beside the colour.
std::string_view tone_of(int score) {
    constexpr int good = 8;
    constexpr int fair = 5;
    if (score == scorecard::inconclusive) return "none";
    return score >= good ? "assessed" : score >= fair ? "medium" : "critical";
}

std::string text_of_number(int score) {
    return score == scorecard::inconclusive ? "not decided" : fmt::format("{} / 10", score);
}

void add_details(std::string& out, const CheckResult& result, const CardStyle& style) {
    std::string items;
    size_t count = 0;
    for (const Detail& detail : result.details) {
        if (detail.level == Detail::Level::debug && !style.debug) continue;
        items += fmt::format("<li>{}{}</li>\n", detail.origin == scorecard::Origin::ward ? "<b>ward:</b> " : "",
                             escape_html(scorecard::text_of(detail)));
        ++count;
    }
    if (count == 0 || !style.details) return;
    out += fmt::format("<details><summary>{} {}</summary>\n<ul>\n{}</ul></details>", count,
                       count == 1 ? "detail" : "details", items);
}

void add_check(std::string& out, const Card& card, const CheckResult& result, const CardStyle& style) {
    const scorecard::Check* check = scorecard::check_named(result.check);
    out += fmt::format("<tr id=\"{0}\"><td class=\"number\"><span class=\"severity {1}\">{2}</span>",
                       escape_html(to_lower(result.check)), tone_of(result.score), text_of_number(result.score));
    if (result.own_score) out += fmt::format("<div class=\"faint\">{} with what ward knows</div>", *result.own_score);
    out += fmt::format("</td><th scope=\"row\">{}</th><td class=\"risk\">{}</td><td class=\"reason\">{}",
                       escape_html(result.check), check == nullptr ? "" : name_of(check->risk),
                       escape_html(result.reason));
    if (style.annotations)
        for (const scorecard::AnnotationReason* reason : scorecard::annotations_of(result, card.annotations))
            out += fmt::format("<div class=\"faint\">the project says: {}</div>", reason->text);
    add_details(out, result, style);
    out += "</td></tr>\n";
}

void add_accepted(std::string& out, const Card& card) {
    if (card.accepted.empty()) return;
    out +=
        "<section id=\"accepted\">\n<h2>Accepted findings</h2>\n<p>They change no score but the second "
        "one.</p>\n<ul>\n";
    for (const scorecard::Acceptance& entry : card.accepted)
        out += fmt::format("<li><b>{}</b> {}: {} ({}, {} {}; {} {})</li>\n", escape_html(entry.check),
                           escape_html(entry.path), escape_html(entry.reason),
                           entry.counting == scorecard::Counting::shown ? "the project's wish, not counted"
                           : entry.is_expired                           ? "no longer counted"
                                                                        : "counted",
                           entry.is_expired ? "expired" : "until", escape_html(entry.expires), entry.details.size(),
                           entry.details.size() == 1 ? "detail" : "details");
    out += "</ul>\n</section>\n";
}

std::string write_html(const Card& card, const CardStyle& style) {
    std::vector<const CheckResult*> order;
    order.reserve(card.checks.size());
    for (const CheckResult& result : card.checks) order.push_back(&result);
    std::ranges::stable_sort(order, {}, [](const CheckResult* result) {
        return result->score == scorecard::inconclusive ? scorecard::max_score + 1 : result->score;
    });
    const std::string css = std::string(html_style) + std::string(card_style);
    const auto digest = sha256(css);
    const std::string title = escape_html("OpenSSF Scorecard of " + card.repository);

    std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out += fmt::format(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; base-uri "
        "'none'; form-action 'none'\">\n",
        base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()}));
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    out += "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
    out += fmt::format("<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<header>\n", title, css);
    out += fmt::format("<p class=\"eyebrow\">OpenSSF Scorecard · {}</p>\n<h1>{}</h1>\n", format_date(card.as_of),
                       escape_html(card.repository));
    out += fmt::format("<p class=\"score\">{} / 10</p>\n", card.score < 0 ? "?" : scorecard::text_of_score(card.score));
    out += fmt::format(
        "<dl class=\"facts\"><div><dt>Commit</dt><dd><code>{}</code></dd></div><div><dt>Rules</dt>"
        "<dd>as OpenSSF Scorecard {}</dd></div>",
        escape_html(card.commit), scorecard::peer_version);
    if (!card.advisories.empty())
        out += fmt::format("<div><dt>Advisories</dt><dd>{}</dd></div>", escape_html(card.advisories));
    out += "</dl>\n</header>\n<main>\n<section>\n<h2 id=\"checks\">Checks</h2>\n";
    out +=
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"checks\">\n<table>\n<thead><tr>"
        "<th scope=\"col\">Score</th><th scope=\"col\">Check</th><th scope=\"col\">Risk</th>"
        "<th scope=\"col\">Reason</th></tr></thead>\n<tbody>\n";
    for (const CheckResult* result : order) add_check(out, card, *result, style);
    out += "</tbody>\n</table>\n</div>\n</section>\n";
    add_accepted(out, card);
    return out + "</main>\n</body>\n</html>\n";
}

}  // namespace

WARD_CARD_FORM(html) = {
    .name = "html", .summary = "one page that loads nothing, for browsers and paper", .write = write_html};

}  // namespace ward::report
