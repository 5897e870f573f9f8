// Markdown (GitHub's flavour) for the minutes of a meeting or an issue. Every text passes through escape_markdown or a
// code span that it cannot leave; links only where is_safe_link() agrees.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/minutes.h"
#include "faces/report/report.h"
#include "faces/report/words.h"
#include "formats/escape.h"

namespace ward::report {
namespace {

// Backticks where nothing in the text could end the span, its table cell, or start HTML; else the same as HTML, where
// escape_markdown holds. (Inside backticks a backslash escapes nothing, but in a table it still escapes "|".)
std::string code_span(std::string_view text) {
    const std::string content = display(text);
    if (content.empty()) return {};
    if (content.find_first_of("`\\|<&") == std::string::npos && content.front() != ' ' && content.back() != ' ')
        return '`' + content + '`';
    return fmt::format("<code>{}</code>", escape_markdown(text));
}

std::string markdown(const Span& span) {
    if (span.text.empty()) return {};
    std::string text = span.kind == Span::Kind::code ? code_span(span.text) : escape_markdown(span.text);
    // Emphasis does not start or end at a blank.
    const bool emphatic =
        span.kind == Span::Kind::strong || span.kind == Span::Kind::mark || span.kind == Span::Kind::severity;
    if (!span.link.empty() && is_safe_link(span.link)) text = fmt::format("[{}](<{}>)", text, span.link);
    if (emphatic && trim(span.text).size() == span.text.size()) text = fmt::format("**{}**", text);
    return text;
}

std::string markdown(const Line& line) {
    std::string out;
    for (Span span : line) {
        // Only where a line starts does a blank mean something, and escape_markdown cannot know.
        const size_t blanks = out.empty() ? 0 : std::min(span.text.find_first_not_of(' '), span.text.size());
        out.append(blanks, ' ');
        span.text.erase(0, blanks);
        out += markdown(span);
    }
    return out;
}

std::string markdown(const Cell& cell) {
    std::string out;
    for (const Line& line : cell) out += (out.empty() ? "" : "<br>") + markdown(line);
    return out;
}

void add_table(std::string& out, const Section& section) {
    out += '|';
    for (const std::string& head : section.head) out += ' ' + escape_markdown(head) + " |";
    out += "\n|";
    for (size_t i = 0; i < section.head.size(); ++i) out += " --- |";
    out += '\n';
    for (const auto& row : section.rows) {
        out += '|';
        for (const Cell& cell : row) out += ' ' + markdown(cell) + " |";
        out += '\n';
    }
    out += '\n';
}

std::string write_markdown(const Report& report, const Style& style) {
    const Minutes minutes = minutes_of(report, style);
    std::string out = fmt::format("# {}: {}\n\n", escape_markdown(minutes.title), escape_markdown(minutes.subject));
    out += fmt::format("{}. **{}**", escape_markdown(minutes.date), escape_markdown(minutes.headline));
    if (!minutes.remainder.empty()) out += "; " + escape_markdown(minutes.remainder);
    out += ".\n\n";
    for (const auto& [name, line] : minutes.facts) out += fmt::format("- {}: {}\n", name, markdown(line));
    out += '\n';
    for (const Section& section : minutes.sections) {
        out += fmt::format("## {}\n\n", escape_markdown(section.title));
        for (const Line& line : section.text) out += markdown(line) + "\n\n";
        if (section.head.empty()) continue;
        if (section.folded) out += "<details><summary>Show all</summary>\n\n";
        add_table(out, section);
        if (section.folded) out += "</details>\n\n";
    }
    out += "---\n\n" + escape_markdown(minutes.paste) + '\n';
    // A job may print the minutes into its log.
    std::string safe;
    for (const std::string_view line : split(std::string_view(out).substr(0, out.size() - 1), '\n'))
        safe += disarm_log_commands(line) + '\n';
    return safe;
}

}  // namespace

WARD_REPORT(markdown) = {
    .name = "markdown",
    .media_type = "text/markdown; charset=utf-8",
    .extension = ".md",
    .summary = "minutes of the review for an issue or a repository",
    .write = write_markdown,
};

}  // namespace ward::report
