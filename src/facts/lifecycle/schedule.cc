#include "facts/lifecycle/schedule.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::lifecycle {
namespace {

constexpr size_t date_bytes = 10;

// The numbers of "v0.12"; nothing for a name that is no line: branches and tags are made of it.
std::optional<std::vector<uint32_t>> numbers_of(std::string_view name) {
    if (!name.starts_with('v') || name.size() > max_line_name_bytes) return std::nullopt;
    std::vector<uint32_t> numbers;
    for (const std::string_view part : split(name.substr(1), '.')) {
        const auto number = to_number<uint32_t>(part);
        if (!number || (part.size() > 1 && part[0] == '0')) return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

class LineReader {
  public:
    LineReader(std::string_view file, const std::pair<std::string, Node>& field)
        : file_(file), name_(field.first), node_(field.second) {}

    Result<Line> read() const {
        if (!numbers_of(name_)) return bad(node_, "is not the name of a release line (\"v22\")");
        if (!node_.is_table()) return bad(node_, "is not an object");
        Line line;
        line.name = name_;
        WARD_TRY(line.start, date("start"));
        WARD_TRY(line.lts, date("lts"));
        WARD_TRY(line.maintenance, date("maintenance"));
        WARD_TRY(line.end, date("end"));
        if (line.start.empty()) return bad(node_, "has no \"start\"");
        if (line.end.empty()) return bad(node_, "has no \"end\"");
        if (line.end < line.start) return bad(node_, "ends before it starts");
        if (const Node* codename = node_.find("codename")) {
            if (!codename->is_string() || codename->text.size() > max_line_name_bytes)
                return bad(*codename, "has a \"codename\" that is no short text");
            line.codename = codename->text;
        }
        return line;
    }

  private:
    Result<std::string> date(std::string_view key) const {
        const Node* found = node_.find(key);
        if (found == nullptr) return std::string();
        if (!found->is_string() || found->text.size() != date_bytes || !parse_instant(found->text))
            return bad(*found, fmt::format("has a \"{}\" that is no date (YYYY-MM-DD)", key));
        return found->text;
    }
    std::unexpected<Error> bad(const Node& at, std::string_view reason) const {
        return fail(ErrorCode::parse, fmt::format("\"{}\" {}", display(name_), reason),
                    fmt::format("{}:{}", file_, at.line));
    }

    std::string_view file_;
    const std::string& name_;
    const Node& node_;
};

bool has_come(std::string_view date, Instant now) {
    const auto instant = parse_instant(date);
    return instant && *instant <= now;
}

}  // namespace

Phase phase_of(const Line& line, Instant now) {
    const auto end = parse_instant(line.end);
    if (!end || *end + seconds_per_day <= now) return Phase::end_of_life;
    if (has_come(line.maintenance, now)) return Phase::maintenance;
    if (has_come(line.lts, now)) return Phase::lts;
    return has_come(line.start, now) ? Phase::current : Phase::planned;
}

std::string_view name_of(Phase phase) {
    constexpr std::array<std::string_view, 5> names{"planned", "current", "long-term support", "maintenance",
                                                    "end of life"};
    return names.at(static_cast<size_t>(phase));
}

std::string line_name_of(std::string_view version) {
    if (version.starts_with('v')) version.remove_prefix(1);
    const std::vector<std::string_view> parts = split(version, '.');
    const auto number = [&](size_t i) { return i < parts.size() ? to_number<uint32_t>(parts[i]) : std::nullopt; };
    const auto major = number(0);
    if (!major) return {};
    if (*major != 0) return fmt::format("v{}", *major);
    const auto minor = number(1);
    return minor ? fmt::format("v0.{}", *minor) : std::string();
}

Result<std::vector<Line>> parse_schedule(std::string_view json, std::string_view name) {
    constexpr DocumentLimits limits{.bytes = max_schedule_bytes, .depth = 8, .nodes = 16 * max_lines, .aliases = 0};
    WARD_TRY(const Node root, parse_json(json, name, limits));
    if (!root.is_table())
        return fail(ErrorCode::parse, "is no release schedule (an object with a member a line)",
                    std::string(name) + ":1");
    if (root.fields.size() > max_lines)
        return fail(ErrorCode::limit, fmt::format("has more than {} lines", max_lines), std::string(name));
    std::vector<Line> lines;
    for (const auto& field : root.fields) {
        WARD_TRY(Line line, LineReader(name, field).read());
        lines.push_back(std::move(line));
    }
    std::ranges::sort(lines, {},
                      [](const Line& line) { return numbers_of(line.name).value_or(std::vector<uint32_t>()); });
    return lines;
}

}  // namespace ward::lifecycle
