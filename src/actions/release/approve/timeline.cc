#include "actions/release/approve/timeline.h"

#include <fmt/core.h>

#include "formats/escape.h"

namespace ward::release {
namespace {

constexpr std::string_view withheld = "(withheld until lift)";
constexpr size_t shown_digits = 12;

std::string row_of(const LogEntry& entry, const TimelineOptions& options) {
    const std::string note =
        options.embargoed && !entry.note.empty() ? std::string(withheld) : escape_markdown(entry.note);
    // A key, or the release's id in the entry that opens the log.
    return fmt::format("| {} | {} | {} | {} | {} | {} |\n", format_instant(entry.time), escape_markdown(entry.actor),
                       escape_markdown(entry.step), escape_markdown(entry.effect.substr(0, shown_digits)),
                       escape_markdown(entry.status), note);
}

std::string problems_of(const LogReport& report) {
    if (report.problems.empty()) return "The log is whole.\n";
    std::string text;
    for (const LogProblem& problem : report.problems)
        text += fmt::format("- {}: {}\n", name_of(problem.kind), escape_markdown(problem.text));
    return text;
}

}  // namespace

std::string timeline_of(const LogReport& report, const TimelineOptions& options) {
    std::string text = fmt::format("# Post-mortem of the release {}\n\n", escape_markdown(report.release));
    if (options.embargoed) text += "The release is under embargo: notes of the log are withheld.\n\n";
    text += "## Summary\n\n## Timeline\n\nAll times are UTC.\n\n";
    text += "| time | who | step | effect | answer | note |\n| --- | --- | --- | --- | --- | --- |\n";
    for (const LogEntry& entry : report.entries) text += row_of(entry, options);
    text += "\n## What the log shows of itself\n\n" + problems_of(report);
    if (!report.entries.empty())
        text += fmt::format("\nEntry {} has the checksum `{}`.\n", report.entries.back().number, report.head());
    return text +
           "\n## What went well\n\n## What went wrong\n\n## What will change\n\n| what | who | until |\n| --- | "
           "--- | --- |\n";
}

}  // namespace ward::release
