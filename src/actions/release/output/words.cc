#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/core.h>

#include "actions/release/output/output.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

struct Day {
    std::chrono::year_month_day date;
    std::chrono::weekday weekday;
};

Day day_of(Instant instant, std::string_view timezone) {
    const std::chrono::sys_seconds local(std::chrono::seconds(instant + offset_of(timezone).value_or(0)));
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return {std::chrono::year_month_day(day), std::chrono::weekday(day)};
}

std::string_view month_of(const Day& day) {
    return months[static_cast<unsigned>(day.date.month()) - 1];
}

}  // namespace

std::optional<Instant> offset_of(std::string_view timezone) {
    constexpr int64_t most_hours = 14;
    if (timezone == "UTC") return 0;
    if (timezone.size() != 6 || timezone[3] != ':' || (timezone[0] != '+' && timezone[0] != '-')) return std::nullopt;
    const auto hours = to_number<int64_t>(timezone.substr(1, 2));
    const auto minutes = to_number<int64_t>(timezone.substr(4));
    if (!hours || !minutes || *hours < 0 || *minutes < 0 || *hours > most_hours || *minutes > 59) return std::nullopt;
    const Instant seconds = *hours * 3'600 + *minutes * 60;
    return timezone[0] == '-' ? -seconds : seconds;
}

std::string long_date(Instant instant, std::string_view timezone) {
    const Day day = day_of(instant, timezone);
    return fmt::format("{}, {} {}, {}", weekdays[day.weekday.c_encoding()], month_of(day),
                       static_cast<unsigned>(day.date.day()), static_cast<int>(day.date.year()));
}

std::string month_and_year(Instant instant, std::string_view timezone) {
    const Day day = day_of(instant, timezone);
    return fmt::format("{} {}", month_of(day), static_cast<int>(day.date.year()));
}

std::string slashed_date(Instant instant, std::string_view timezone) {
    const Day day = day_of(instant, timezone);
    return fmt::format("{:04}/{:02}/{:02}", static_cast<int>(day.date.year()), static_cast<unsigned>(day.date.month()),
                       static_cast<unsigned>(day.date.day()));
}

std::string listed(std::span<const std::string> texts) {
    std::string out;
    for (size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) out += i + 1 == texts.size() ? " and " : ", ";
        out += texts[i];
    }
    return out;
}

std::optional<Severity> worst_severity(const Release& release) {
    if (release.reports.empty()) return std::nullopt;
    return std::ranges::max(release.reports, {}, [](const Report& report) { return weight(report.severity); }).severity;
}

std::vector<std::string> lines_of(const Report& report) {
    std::vector<std::string> lines;
    for (const Range& range : report.ranges)
        if (std::ranges::find(lines, range.line) == lines.end()) lines.push_back(range.line);
    std::ranges::sort(lines, line_before);
    return lines;
}

const OutputKind* output_named(std::string_view name) {
    for (const OutputKind* kind : all_outputs())
        if (kind->name == name) return kind;
    return nullptr;
}

}  // namespace ward::release
