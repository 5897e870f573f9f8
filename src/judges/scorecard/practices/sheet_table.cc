// See sheets.h.
#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"
#include "judges/scorecard/practices/compare.h"
#include "judges/scorecard/practices/sheets.h"

namespace ward::scorecard::practices {
namespace {

constexpr size_t shown_evidence = 3;

// No escape of a terminal and no command of a CI log comes out of a stranger's text.
std::string safe(std::string_view text) {
    return escape_log_line(text);
}

std::string_view word_of(Status status) {
    return status == Status::unknown ? "unknown" : name_of(status);
}

void add_row(std::string& out, const Answered& row) {
    out += fmt::format("{:<8} {:<9} {:<38} {}\n", word_of(row.answer.status), name_of(row.criterion->strength),
                       row.criterion->id, row.criterion->summary);
    if (row.answer.status == Status::unknown)
        out += fmt::format("         {}; say: {}\n", safe(row.answer.justification), row.criterion->to_say);
    else out += fmt::format("         {}\n", safe(row.answer.justification));
    for (size_t i = 0; i < row.answer.evidence.size() && i < shown_evidence; ++i)
        out += fmt::format("           {}\n", safe(text_of(row.answer.evidence[i])));
}

void add_comparison(std::string& out, const Sheet& sheet) {
    const std::vector<Compared> rows = compare(sheet);
    const Agreement sum = agreement_of(rows);
    out += fmt::format("\nBeside {}: {} agree, {} differ, {} only published, {} only seen\n",
                       safe(sheet.published->name), sum.agree, sum.differ, sum.only_published, sum.only_seen);
    for (const Compared& row : rows)
        if (row.verdict == Verdict::differ)
            out += fmt::format("  {}: seen {}, published {}{}{}\n", row.seen->criterion->id,
                               name_of(row.seen->answer.status), name_of(row.published->status),
                               row.published->justification.empty() ? "" : ": ", safe(row.published->justification));
    for (const Problem& one : sheet.published->unmatched)
        out += fmt::format("  not recognised: {}: {}\n", safe(one.path), safe(one.reason));
}

}  // namespace

std::string sheet_table(const Sheet& sheet) {
    std::string out;
    for (const Answered* row : by_status(sheet.rows)) add_row(out, *row);
    out += '\n';
    for (const Level level : sheet.levels) {
        const auto count = counts(sheet.rows, level);
        out += fmt::format("{}: {} unknown, {} unmet, {} met, {} not applicable\n", name_of(level), count[0], count[1],
                           count[2], count[3]);
    }
    if (sheet.published) add_comparison(out, sheet);
    return out;
}

}  // namespace ward::scorecard::practices
