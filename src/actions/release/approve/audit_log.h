// The log of a release: what was done, by whom, with what answer. One JSON object a line, each with the checksum of the
// line before it, so that no line can be changed, removed, added or moved without all behind it being written anew; and
// that is found by a checkpoint, which a steward signs (log_checkpoint.h). Form: docs/formats/release-log.md.
//
// Nothing embargoed may stand in it but in notes, which the timeline withholds until lift.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/append_file.h"
#include "base/result.h"
#include "base/time.h"

namespace ward::release {

constexpr size_t max_log_bytes = size_t{64} << 20;
constexpr int64_t max_log_number = 1'000'000;
constexpr size_t max_log_word_bytes = 512;   // of every text but the note
constexpr size_t max_log_note_bytes = 4096;  // longer ones are refused, not cut

struct LogEntry {
    int64_t number = 0;  // from 0; that one opens the log
    Instant time = 0;
    std::string actor;         // who started ward: a steward's name
    std::string step;          // "announce"
    std::string effect = {};   // key of it
    std::string request = {};  // SHA-256 of what was sent
    std::string status = {};   // of the answer: "201", "done"
    std::string note = {};     // for people

    bool operator==(const LogEntry&) const = default;
};

struct LogProblem {
    enum class Kind {
        changed,     // a line is not what was written
        removed,     // entries are missing
        inserted,    // a line does not belong there
        reordered,   // lines stand in another order
        torn,        // the last line has no end: a crash; it is cut when the log is opened
        truncated,   // a checkpoint knows of more entries
        rewritten,   // a checkpoint knows another entry
        checkpoint,  // a checkpoint is not to be believed
        clock_back,  // an entry is older than the one before it: no damage, but told
    };
    Kind kind = Kind::changed;
    size_t line = 0;  // 1-based; 0: none
    std::string text;
};
std::string_view name_of(LogProblem::Kind kind);  // "clock-back"

struct LogReport {
    std::string release;                   // that the log is of
    std::vector<LogEntry> entries = {};    // that are whole
    std::vector<std::string> checks = {};  // of them
    size_t good_bytes = 0;                 // up to the end of the last whole line
    std::vector<LogProblem> problems = {};

    bool is_torn() const;
    // The first thing that no crash and no clock explains; null: the log is what was written.
    const LogProblem* damage() const;
    std::string head() const { return checks.empty() ? std::string() : checks.back(); }
};

// Every problem there is; never an error, as a log that cannot be read at all is a damaged one.
LogReport verify_log(std::string_view text);

// Two copies of a log, from two machines. The longer one where it continues the shorter. A `conflict` error says where
// they part: which of them is right, people decide.
Result<std::string_view> merged_logs(std::string_view ours, std::string_view theirs);

// What is to be appended to a log with this text, where the log is a file that somebody else writes: the line of one
// more entry, with the one that opens the log before it where the text is empty. The number is the log's to give.
// `damaged` where the log is, or ends in a torn line; `conflict` where it is of another release; `usage` as append().
Result<std::string> next_lines(std::string_view log, const std::string& release, LogEntry entry);

class AuditLog {
  public:
    // Makes the log where there is none. A `conflict` error where another run writes it, `damaged` where it is. A torn
    // last line is cut, and an entry says so.
    static Result<AuditLog> open(const std::string& path, const std::string& release, const std::string& actor,
                                 Instant now);

    // On disk when it returns. The number is the log's to give. `usage` for texts that are too long or have control
    // characters.
    Result<void> append(LogEntry entry);

    const LogReport& report() const { return report_; }
    bool was_torn() const { return torn_; }

  private:
    AppendFile file_;
    LogReport report_;
    bool torn_ = false;
};

// ---- a line, for the files beside this one ----
struct LogLine {
    LogEntry entry;
    std::string previous;  // check of the line before
    std::string check;     // 64 hex digits over all before it in the line
};
// With its end.
std::string line_of(const LogEntry& entry, std::string_view previous);
// Nothing for a line that is not written as line_of() writes it, or whose check is not its own.
std::optional<LogLine> read_line(std::string_view line);

}  // namespace ward::release
