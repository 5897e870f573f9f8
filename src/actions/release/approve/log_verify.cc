// What became of a log: each line is judged by itself, then by its place. A line that is whole and stands wrong was
// moved, added, or has lost its neighbours; which of them, its number says.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

#include "actions/release/approve/audit_log.h"
#include "base/text.h"

namespace ward::release {
namespace {

using Kind = LogProblem::Kind;

struct Read {
    size_t number = 0;  // of the line, 1-based
    std::optional<LogLine> line = {};
};

std::vector<Read> lines_of(std::string_view text, LogReport& report) {
    std::vector<Read> lines;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        if (end == std::string_view::npos) break;
        lines.push_back({lines.size() + 1, read_line(text.substr(0, end))});
        report.good_bytes += end + 1;
        text.remove_prefix(end + 1);
    }
    return lines;
}

class Places {
  public:
    Places(LogReport& report, const std::vector<Read>& lines) : report_(report) {
        for (const Read& read : lines)
            if (read.line) numbers_.insert(read.line->entry.number);
    }

    void take(const Read& read) {
        if (!read.line) {
            unread_.push_back(read.number);
            return;
        }
        const int64_t number = read.line->entry.number;
        if (taken_.contains(number))
            return tell(Kind::inserted, read.number, fmt::format("entry {} is there twice", number));
        if (number < expected_) return late(read);
        settle_unread(number);
        if (number > expected_) gap(read);
        else if (!unread_before_ && read.line->previous != report_.head())
            tell(Kind::changed, read.number, fmt::format("entry {} does not continue the one before it", number));
        accept(read);
    }

    void finish() {
        for (const size_t line : unread_) tell(Kind::changed, line, "the line is not what was written");
    }

  private:
    void tell(Kind kind, size_t line, std::string text) { report_.problems.push_back({kind, line, std::move(text)}); }

    // Of lines that are no entries: as many as are missing were changed, the others were put there.
    void settle_unread(int64_t number) {
        unread_before_ = false;
        for (const size_t line : unread_) {
            if (expected_ < number && !numbers_.contains(expected_)) {
                tell(Kind::changed, line, fmt::format("the line of entry {} is not what was written", expected_));
                taken_.insert(expected_++);
                unread_before_ = true;
            } else {
                tell(Kind::inserted, line, "the line is no entry of this log");
            }
        }
        unread_.clear();
    }

    void gap(const Read& read) {
        const int64_t number = read.line->entry.number;
        bool all_later = true;
        // Stops at the first that is nowhere, so that a large number costs nothing.
        for (int64_t missing = expected_; missing < number && all_later; ++missing)
            all_later = numbers_.contains(missing);
        if (all_later)
            return tell(Kind::reordered, read.number,
                        fmt::format("entry {} stands before entry {}", number, expected_));
        tell(Kind::removed, read.number,
             number == expected_ + 1
                 ? fmt::format("entry {} is missing", expected_)
                 : fmt::format("entries {} to {} are missing, or some of them", expected_, number - 1));
    }

    // It was jumped over, and told then.
    void late(const Read& read) { taken_.insert(read.line->entry.number); }

    void accept(const Read& read) {
        const LogEntry& entry = read.line->entry;
        if (!report_.entries.empty() && entry.time < report_.entries.back().time)
            tell(Kind::clock_back, read.number,
                 fmt::format("entry {} is of {}, and the one before it of {}", entry.number, format_instant(entry.time),
                             format_instant(report_.entries.back().time)));
        report_.entries.push_back(entry);
        report_.checks.push_back(read.line->check);
        taken_.insert(entry.number);
        expected_ = entry.number + 1;
    }

    LogReport& report_;
    std::set<int64_t> numbers_;  // of all whole lines
    std::set<int64_t> taken_;
    std::vector<size_t> unread_;
    int64_t expected_ = 0;
    bool unread_before_ = false;
};

void check_opening(LogReport& report) {
    if (report.entries.empty()) return;
    const LogEntry& first = report.entries.front();
    if (first.number == 0 && first.step == "open" && first.status == "ward-release-log/1")
        report.release = first.effect;
    else if (first.number == 0) report.problems.push_back({Kind::changed, 1, "entry 0 does not open a log"});
}

}  // namespace

std::string_view name_of(Kind kind) {
    constexpr std::array<std::string_view, 9> names = {"changed",   "removed",   "inserted",   "reordered", "torn",
                                                       "truncated", "rewritten", "checkpoint", "clock-back"};
    return names[static_cast<size_t>(kind)];
}

bool LogReport::is_torn() const {
    return std::ranges::any_of(problems, [](const LogProblem& problem) { return problem.kind == Kind::torn; });
}

const LogProblem* LogReport::damage() const {
    const auto found = std::ranges::find_if(problems, [](const LogProblem& problem) {
        return problem.kind != Kind::torn && problem.kind != Kind::clock_back;
    });
    return found == problems.end() ? nullptr : &*found;
}

LogReport verify_log(std::string_view text) {
    LogReport report;
    const std::vector<Read> lines = lines_of(text, report);
    Places places(report, lines);
    for (const Read& read : lines) places.take(read);
    places.finish();
    check_opening(report);
    if (report.good_bytes < text.size())
        report.problems.push_back(
            {Kind::torn, lines.size() + 1, "the last line has no end: its writing was interrupted"});
    return report;
}

Result<std::string_view> merged_logs(std::string_view ours, std::string_view theirs) {
    const LogReport mine = verify_log(ours);
    const LogReport other = verify_log(theirs);
    for (const auto* report : {&mine, &other}) {
        const std::string_view whose = report == &mine ? "our" : "their";
        if (const LogProblem* damage = report->damage())
            return fail(ErrorCode::damaged, fmt::format("{} log is not what was written: {}", whose, damage->text));
        if (report->is_torn()) return fail(ErrorCode::damaged, fmt::format("{} log ends in a torn line", whose));
    }
    const auto [here, there] = std::ranges::mismatch(mine.checks, other.checks);
    if (here == mine.checks.end()) return theirs;
    if (there == other.checks.end()) return ours;
    const auto at = static_cast<size_t>(here - mine.checks.begin());
    const auto shown = [&](const LogReport& report) {
        const LogEntry& entry = report.entries[at];
        return fmt::format("{} {} {}", format_instant(entry.time), display(entry.actor), display(entry.step));
    };
    return fail(ErrorCode::conflict,
                fmt::format("the logs part at entry {}: ours has \"{}\", theirs \"{}\"; {} and {} "
                            "entries follow. Both are kept: people decide which goes on",
                            at, shown(mine), shown(other), mine.checks.size() - at - 1, other.checks.size() - at - 1));
}

}  // namespace ward::release
