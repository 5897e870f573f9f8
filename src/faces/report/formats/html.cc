// One HTML file for the minutes of a meeting: no script, no request to anywhere (its own content security policy
// forbids both), readable on paper, in the dark and by keyboard. Every text passes through escape_html at one place.
#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/minutes.h"
#include "faces/report/report.h"
#include "faces/report/words.h"
#include "formats/digest.h"
#include "formats/escape.h"

namespace ward::report {

// report.css, compiled in (see CMakeLists.txt).
extern const std::string_view html_style;

namespace {

std::string html(const Span& span) {
    const std::string text = escape_html(span.text);
    std::string out;
    switch (span.kind) {
        case Span::Kind::plain: out = text; break;
        case Span::Kind::strong: out = fmt::format("<strong>{}</strong>", text); break;
        case Span::Kind::faint: out = fmt::format("<span class=\"faint\">{}</span>", text); break;
        case Span::Kind::code: out = fmt::format("<code>{}</code>", text); break;
        case Span::Kind::mark: out = fmt::format("<span class=\"mark\">{}</span>", text); break;
        case Span::Kind::severity: {
            // "high 7.5": the word names the class only if it is one of ours.
            const auto severity = severity_named(std::string_view(span.text).substr(0, span.text.find(' ')));
            out = fmt::format("<span class=\"severity {}\">{}</span>", name_of(severity.value_or(Severity::unknown)),
                              text);
            break;
        }
    }
    if (span.link.empty() || !is_safe_link(span.link)) return out;
    return fmt::format("<a href=\"{}\" rel=\"noopener noreferrer nofollow\">{}</a>", escape_html(span.link), out);
}

std::string html(const Line& line) {
    std::string out;
    for (const Span& span : line) out += html(span);
    return out;
}

std::string html(const Cell& cell) {
    if (cell.size() == 1) return html(cell[0]);
    std::string out;
    for (const Line& line : cell) out += fmt::format("<div>{}</div>", html(line));
    return out;
}

void add_table(std::string& out, const Section& section) {
    // A wide table scrolls by itself, so that the page does not.
    out += fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{}\">\n<table class=\"{}\">\n",
        section.id + "-title", section.id);
    out += "<thead><tr>";
    for (const std::string& head : section.head) out += fmt::format("<th scope=\"col\">{}</th>", escape_html(head));
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : section.rows) {
        out += "<tr>";
        for (const Cell& cell : row) out += fmt::format("<td>{}</td>", html(cell));
        out += "</tr>\n";
    }
    out += "</tbody>\n</table>\n</div>\n";
}

void add_section(std::string& out, const Section& section) {
    out += fmt::format("<section id=\"{0}\">\n<h2 id=\"{0}-title\">{1}</h2>\n", section.id, escape_html(section.title));
    for (const Line& line : section.text) out += fmt::format("<p>{}</p>\n", html(line));
    if (!section.head.empty()) {
        if (section.folded) out += "<details>\n<summary>Show all</summary>\n";
        add_table(out, section);
        if (section.folded) out += "</details>\n";
    }
    out += "</section>\n";
}

void add_tiles(std::string& out, const Summary& summary) {
    const auto tile = [&out](int64_t count, std::string_view word) {
        out += fmt::format("<li class=\"tile {}{}\"><b>{}</b> <span>{}</span></li>\n", word, count == 0 ? " zero" : "",
                           number_text(count), word);
    };
    out += "<ul class=\"tiles\" aria-label=\"Open findings by severity\">\n";
    tile(summary.critical, "critical");
    tile(summary.high, "high");
    tile(summary.medium, "medium");
    tile(summary.low, "low");
    tile(summary.unknown, "unknown");
    tile(summary.assessed, "assessed");
    out += "</ul>\n";
}

std::string_view word_of(Minutes::Tone tone) {
    switch (tone) {
        case Minutes::Tone::calm: return "calm";
        case Minutes::Tone::attention: return "attention";
        case Minutes::Tone::incomplete: return "incomplete";
    }
    return "attention";
}

std::string write_html(const Report& report, const Style& style) {
    const Minutes minutes = minutes_of(report, style);
    const auto digest = sha256(html_style);
    const std::string style_hash = base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
    const std::string heading = escape_html(minutes.title + ": " + minutes.subject);

    std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out += fmt::format(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n",
        style_hash);
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    out += "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
    out += fmt::format("<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n", heading, html_style);
    out += fmt::format("<header>\n<p class=\"eyebrow\">{} · {}</p>\n<h1>{}</h1>\n", escape_html(minutes.title),
                       escape_html(minutes.date), escape_html(minutes.subject));
    out += fmt::format("<p class=\"headline {}\"><strong>{}</strong>", word_of(minutes.tone),
                       escape_html(minutes.headline));
    if (!minutes.remainder.empty()) out += fmt::format("<span>{}</span>", escape_html(minutes.remainder));
    out += "</p>\n";
    if (!style.inventory) add_tiles(out, report.summary);
    out += "<dl class=\"facts\">\n";
    for (const auto& [name, line] : minutes.facts)
        out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(name), html(line));
    out += "</dl>\n";
    out += "<nav aria-label=\"Sections\">\n";
    for (const Section& section : minutes.sections)
        out += fmt::format("<a href=\"#{}\">{}</a>\n", section.id, escape_html(section.title));
    out += "</nav>\n</header>\n<main>\n";
    for (const Section& section : minutes.sections) add_section(out, section);
    out += fmt::format("</main>\n<footer>\n<p>To paste:</p>\n<p><code>{}</code></p>\n</footer>\n</body>\n</html>\n",
                       escape_html(minutes.paste));
    return out;
}

}  // namespace

WARD_REPORT(html) = {
    .name = "html",
    .media_type = "text/html; charset=utf-8",
    .extension = ".html",
    .summary = "minutes of the review as one file that loads nothing, for browsers and paper",
    .write = write_html,
};

}  // namespace ward::report
