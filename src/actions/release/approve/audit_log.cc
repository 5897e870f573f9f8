#include "actions/release/approve/audit_log.h"

#include <array>

#include <fmt/core.h>

#include "actions/release/record/record_table.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

constexpr std::string_view schema = "ward-release-log/1";
constexpr DocumentLimits line_limits{.bytes = 64u << 10, .depth = 2, .nodes = 50, .aliases = 0};
constexpr std::string_view check_key = R"(,"check":")";

Result<void> check_texts(const LogEntry& entry) {
    for (const std::string* text : {&entry.actor, &entry.step, &entry.effect, &entry.request, &entry.status})
        if (text->size() > max_log_word_bytes || !is_clean_text(*text, Text::line))
            return fail(ErrorCode::usage,
                        fmt::format("a text of a log's entry is one line of at most {} bytes", max_log_word_bytes));
    if (entry.note.size() > max_log_note_bytes || !is_clean_text(entry.note, Text::line))
        return fail(ErrorCode::usage, fmt::format("a log's note is one line of at most {} bytes", max_log_note_bytes));
    if (entry.actor.empty() || entry.step.empty())
        return fail(ErrorCode::usage, "an entry of the log has an actor and a step");
    return {};
}

LogEntry opening(const std::string& release, const std::string& actor, Instant now) {
    return {.number = 0, .time = now, .actor = actor, .step = "open", .effect = release, .status = std::string(schema)};
}

// Nothing is added to a log that is not what was written.
Result<void> check_whole(const LogReport& report, const std::string& release, const std::string& where) {
    if (const LogProblem* damage = report.damage())
        return fail(ErrorCode::damaged, "the log is not what was written: " + damage->text,
                    fmt::format("{}:{}", where, damage->line));
    if (!report.entries.empty() && report.release != release)
        return fail(ErrorCode::conflict, "the log is of another release", where);
    return {};
}

Result<std::string> numbered_line(LogEntry& entry, int64_t number, std::string_view previous) {
    WARD_TRY_VOID(check_texts(entry));
    if (number > max_log_number)
        return fail(ErrorCode::limit, fmt::format("a log has at most {} entries", max_log_number));
    entry.number = number;
    return line_of(entry, previous);
}

// The digits before `"}` and the line's end.
std::string check_of(const std::string& line) {
    constexpr size_t digits = 64;
    return line.substr(line.size() - 3 - digits, digits);
}

LogEntry entry_of(const Node& node) {
    const Node* number = node.find("n");
    LogEntry entry{.number = number != nullptr ? number->integer : -1,
                   .time = parse_instant(text_at(node, "time")).value_or(0),
                   .actor = text_at(node, "actor"),
                   .step = text_at(node, "step")};
    entry.effect = text_at(node, "effect");
    entry.request = text_at(node, "request");
    entry.status = text_at(node, "status");
    entry.note = text_at(node, "note");
    return entry;
}

}  // namespace

std::string line_of(const LogEntry& entry, std::string_view previous) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("n", entry.number).member("time", format_instant(entry.time));
    json.member("actor", entry.actor).member("step", entry.step).member("effect", entry.effect);
    json.member("request", entry.request).member("status", entry.status).member("note", entry.note);
    std::string line = json.member("prev", previous).take();
    const std::string check = sha256_hex(line);
    return line.append(check_key).append(check).append("\"}\n");
}

std::optional<LogLine> read_line(std::string_view line) {
    const size_t at = line.rfind(check_key);
    if (at == std::string_view::npos) return std::nullopt;
    const auto node = parse_json(line, "log", line_limits);
    if (!node || !node->is_table()) return std::nullopt;
    LogLine read{.entry = entry_of(*node), .previous = text_at(*node, "prev"), .check = text_at(*node, "check")};
    if (read.entry.number < 0 || read.entry.number > max_log_number) return std::nullopt;
    const std::string again = line_of(read.entry, read.previous);
    if (std::string_view(again).substr(0, again.size() - 1) != line) return std::nullopt;
    return read;
}

Result<std::string> next_lines(std::string_view log, const std::string& release, LogEntry entry) {
    const LogReport report = verify_log(log);
    WARD_TRY_VOID(check_whole(report, release, "log"));
    if (report.is_torn()) return fail(ErrorCode::damaged, "the log ends in a torn line", "log");
    if (!report.entries.empty())
        return numbered_line(entry, static_cast<int64_t>(report.entries.size()), report.head());
    LogEntry first = opening(release, entry.actor, entry.time);
    WARD_TRY(const std::string opening_line, numbered_line(first, 0, {}));
    WARD_TRY(const std::string line, numbered_line(entry, 1, check_of(opening_line)));
    return opening_line + line;
}

Result<AuditLog> AuditLog::open(const std::string& path, const std::string& release, const std::string& actor,
                                Instant now) {
    AuditLog log;
    WARD_TRY(log.file_, AppendFile::open(path, max_log_bytes, "another run writes the log of the release"));
    const std::string text = log.file_.take_text();
    log.report_ = verify_log(text);
    WARD_TRY_VOID(check_whole(log.report_, release, path));
    log.torn_ = log.report_.is_torn();
    WARD_TRY_VOID(log.file_.begin(log.report_.good_bytes));
    const std::string_view cut = std::string_view(text).substr(log.report_.good_bytes);
    log.report_.problems.clear();
    log.report_.release = release;
    if (log.report_.entries.empty()) WARD_TRY_VOID(log.append(opening(release, actor, now)));
    if (!log.torn_) return log;
    LogEntry told{.time = now, .actor = actor, .step = "repair"};
    told.note = fmt::format("cut a torn line of {} bytes with SHA-256 {}", cut.size(), sha256_hex(cut));
    WARD_TRY_VOID(log.append(std::move(told)));
    return log;
}

Result<void> AuditLog::append(LogEntry entry) {
    WARD_TRY(const std::string line,
             numbered_line(entry, static_cast<int64_t>(report_.entries.size()), report_.head()));
    WARD_TRY_VOID(file_.append(line));
    report_.good_bytes += line.size();
    report_.checks.push_back(check_of(line));
    report_.entries.push_back(std::move(entry));
    return {};
}

}  // namespace ward::release
