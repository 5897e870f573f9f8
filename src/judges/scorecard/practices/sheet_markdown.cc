// See sheets.h.
#include <fmt/core.h>

#include "formats/escape.h"
#include "judges/scorecard/practices/compare.h"
#include "judges/scorecard/practices/sheets.h"

namespace ward::scorecard::practices {
namespace {

std::string shown(const Sheet& sheet, const Evidence& evidence) {
    const std::string text = escape_markdown(text_of(evidence));
    const std::string url = url_of(evidence, sheet.repository, sheet.commit);
    return url.empty() ? text : fmt::format("[{}](<{}>)", text, url);
}

std::string cell(const Sheet& sheet, const Answered& row) {
    std::string out = escape_markdown(row.answer.justification);
    if (row.answer.status == Status::unknown) out += fmt::format("; say: {}", row.criterion->to_say);
    for (const Evidence& evidence : row.answer.evidence) out += "<br>" + shown(sheet, evidence);
    return out;
}

void add_problems(std::string& out, std::string_view title, const std::vector<Problem>& problems) {
    if (problems.empty()) return;
    out += fmt::format("\n## {}\n\n", title);
    for (const Problem& one : problems)
        out += fmt::format("- {}: {}\n", escape_markdown(one.path), escape_markdown(one.reason));
}

}  // namespace

std::string sheet_markdown(const Sheet& sheet) {
    std::string out = "# Best practices\n\n| level | unknown | unmet | met | N/A |\n| --- | --- | --- | --- | --- |\n";
    for (const Level level : sheet.levels) {
        const auto count = counts(sheet.rows, level);
        out += fmt::format("| {} | {} | {} | {} | {} |\n", name_of(level), count[0], count[1], count[2], count[3]);
    }
    out += "\n| status | criterion | | why |\n| --- | --- | --- | --- |\n";
    for (const Answered* row : by_status(sheet.rows))
        out += fmt::format("| {} | `{}`<br>{} | {} | {} |\n", name_of(row->answer.status), row->criterion->id,
                           row->criterion->summary, name_of(row->criterion->strength), cell(sheet, *row));
    add_problems(out, "Not read", sheet.unread);
    if (!sheet.published) return out;
    const std::vector<Compared> rows = compare(sheet);
    const Agreement sum = agreement_of(rows);
    out += fmt::format(
        "\n## Beside {}\n\n{} agree, {} differ, {} only published, {} only seen.\n\n"
        "| criterion | seen | published | |\n| --- | --- | --- | --- |\n",
        escape_markdown(sheet.published->name), sum.agree, sum.differ, sum.only_published, sum.only_seen);
    for (const Compared& row : rows) {
        if (row.verdict == Verdict::agree || row.verdict == Verdict::neither) continue;
        out += fmt::format("| `{}` | {} | {} | {} |\n", row.seen->criterion->id, name_of(row.seen->answer.status),
                           row.published == nullptr ? "" : name_of(row.published->status),
                           row.published == nullptr ? "" : escape_markdown(row.published->justification));
    }
    add_problems(out, "Not recognised in it", sheet.published->unmatched);
    return out;
}

}  // namespace ward::scorecard::practices
