// GitHub's Markdown: the report of a run, and the text of the one issue that is kept up to date.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "formats/escape.h"
#include "judges/scorecard/monitor/chart.h"
#include "judges/scorecard/monitor/issue_marker.h"
#include "judges/scorecard/monitor/watch_reports.h"
#include "judges/scorecard/monitor/watch_words.h"

namespace ward::scorecard::monitor {
namespace {

constexpr size_t max_findings_shown = 20;  // of one check, appeared and gone each
constexpr size_t max_text_bytes = 500;     // of one finding
constexpr size_t max_commit_bytes = 64;

enum class Times : uint8_t { no, yes };  // ages, and the time of the run

std::string md(std::string_view text) {
    // Cut between characters, not within one.
    size_t end = std::min(text.size(), max_text_bytes);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return escape_markdown(text.substr(0, end)) + (end < text.size() ? " …" : "");
}

// Names and addresses are of an alphabet that Markdown reads as text; underscores are the exception.
std::string link_to(const Repository& repository) {
    return fmt::format("[{}]({})", md(repository.owner + "/" + repository.name), url_of(repository));
}

std::string commit_cell(const Row& row) {
    // Out of a file that others may have written: what is no commit makes no link.
    if (row.commit.empty() || row.commit == "unknown" || row.commit.size() > max_commit_bytes ||
        !std::ranges::all_of(row.commit, is_alnum))
        return md(row.commit);
    return fmt::format("[{}]({}/commit/{})", std::string_view(row.commit).substr(0, 7), url_of(row.repository),
                       row.commit);
}

std::string table_head(Times times) {
    return times == Times::yes ? "| Repository | Score | Change | Cause | Scored | Age | Commit | |\n"
                                 "| --- | ---: | ---: | --- | --- | ---: | --- | --- |\n"
                               : "| Repository | Score | Change | Cause | Scored | Commit | |\n"
                                 "| --- | ---: | ---: | --- | --- | --- | --- |\n";
}

std::string table_row(const Watched& watched, Times times) {
    const bool moved = watched.change && watched.change->delta != 0;
    std::string out =
        fmt::format("| {} | {} | {} | {} | {} |", link_to(watched.row.repository), score_or_known(watched),
                    moved ? signed_text(watched.change->delta) : "", moved ? text_of(watched.change->causes) : "",
                    md(std::string_view(watched.row.date).substr(0, 10)));
    if (times == Times::yes) out += fmt::format(" {} |", age_text(watched));
    auto marks = marks_of(watched);
    if (watched.standing == Standing::scored_first) marks.insert(marks.begin(), "new");
    return out + fmt::format(" {} | {} |\n", commit_cell(watched.row), md(join(marks, "; ")));
}

void add_findings(std::string& out, const std::vector<std::string>& findings, std::string_view word) {
    for (size_t i = 0; i < std::min(findings.size(), max_findings_shown); ++i)
        out += fmt::format("  - {}: {}\n", word, md(findings[i]));
    if (findings.size() > max_findings_shown)
        out += fmt::format("  - {}: {} more\n", word, findings.size() - max_findings_shown);
}

std::string change_text(const Watched& watched) {
    const Change& change = *watched.change;
    std::string out = fmt::format("### {}: {} → {} ({})\n\n", link_to(watched.row.repository),
                                  change.before ? score_text(*change.before) : "?",
                                  watched.row.score ? score_text(*watched.row.score) : "?", signed_text(change.delta));
    out += fmt::format("Changed since {}: {}{}.\n\n", md(std::string_view(change.before_date).substr(0, 10)),
                       text_of(change.causes), change.is_noise ? "; noise: who reviewed or contributed lately" : "");
    for (const CheckChange& check : change.checks) {
        out += fmt::format("- {} ({})\n", md(check_change_text(check)), text_of(check.causes));
        add_findings(out, check.appeared, "new");
        add_findings(out, check.gone, "gone");
    }
    return out + (change.checks.empty() ? "" : "\n");
}

bool is_told(const Watched& watched) {
    return watched.change && (watched.is_of_note || !watched.change->checks.empty());
}

void add_changes(std::string& out, const Watch& watch) {
    if (std::ranges::none_of(watch.rows, is_told)) return;
    out += "## What changed\n\n";
    for (const Watched& watched : watch.rows)
        if (is_told(watched)) out += change_text(watched);
}

void add_failures(std::string& out, const Watch& watch) {
    if (watch.complete()) return;
    out += "## Not scored\n\n";
    for (const Watched& watched : watch.rows)
        if (watched.standing == Standing::failed)
            out += fmt::format("- {}: {}\n", link_to(watched.row.repository), md(watched.row.failure));
    for (const ResultProblem& problem : watch.problems)
        out += fmt::format("- {}: {}\n", md(problem.where), md(problem.reason));
    out += "\n";
}

void add_names(std::string& out, std::string_view title, const std::vector<Repository>& repositories) {
    if (repositories.empty()) return;
    out += fmt::format("## {}\n\n", title);
    for (const Repository& repository : repositories) out += fmt::format("- {}\n", link_to(repository));
    out += "\n";
}

void add_groups(std::string& out, const Watch& watch) {
    if (watch.groups.empty()) return;
    out += "## Groups\n\n| Group | Repositories | Mean | Lowest | Changed | Failed |\n";
    out += "| --- | ---: | ---: | ---: | ---: | ---: |\n";
    for (const auto& [group, summary] : watch.groups)
        out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", md(group), summary.repositories,
                           summary.mean ? score_text(*summary.mean) : "",
                           summary.lowest ? score_text(*summary.lowest) : "", summary.changed, summary.failed);
    out += "\n";
}

void add_table(std::string& out, const Watch& watch) {
    out += "## All repositories\n\n" + table_head(Times::yes);
    for (const Watched& watched : watch.rows) out += table_row(watched, Times::yes);
}

}  // namespace

std::string watch_markdown(const Watch& watch) {
    std::string out = fmt::format("# {}\n\n{}. {}.\n", md(watch.title), format_date(watch.run), headline_of(watch));
    if (watch.summary.mean)
        out += fmt::format("Mean score {}, lowest {}.\n", score_text(*watch.summary.mean),
                           score_text(watch.summary.lowest.value_or(0)));
    out += "\n";
    add_changes(out, watch);
    add_failures(out, watch);
    add_names(out, "Not looked at any more", watch.gone);
    add_names(out, "Archived, left out", watch.archived);
    add_groups(out, watch);
    add_table(out, watch);
    return out;
}

std::string watch_issue(const Watch& watch) {
    std::string changes;
    add_changes(changes, watch);
    // A blank line ends the comment, and Markdown begins again.
    std::string out = to_line(issue_marker_of(watch, changes)) + "\n\n" + headline_of(watch) + ".\n\n";
    std::string rest;
    add_failures(rest, watch);
    add_names(rest, "Not looked at any more", watch.gone);
    add_names(rest, "Archived, left out", watch.archived);
    add_groups(rest, watch);
    // Changes are what the issue is for; what is too long of the rest is counted.
    for (const std::string& part : {changes, rest})
        out += out.size() + part.size() < max_issue_bytes / 2
                   ? part
                   : "_Too long for an issue: see the report of the run._\n\n";
    out += "## All repositories\n\n" + table_head(Times::no);
    size_t shown = 0;
    for (const Watched& watched : watch.rows) {
        const std::string row = table_row(watched, Times::no);
        if (out.size() + row.size() > max_issue_bytes - 100) break;
        out += row;
        ++shown;
    }
    if (shown < watch.rows.size())
        out += fmt::format("\n{} more: see the report of the run.\n", watch.rows.size() - shown);
    return out;
}

}  // namespace ward::scorecard::monitor
