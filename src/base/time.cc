#include "base/time.h"

#include <chrono>
#include <cstdlib>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {
namespace {

struct Civil {
    std::chrono::year_month_day date;
    int64_t second_of_day;
};

Civil civil(Instant instant) {
    const std::chrono::sys_seconds time{std::chrono::seconds(instant)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return {std::chrono::year_month_day(day), (time - day).count()};
}

// `count` digits at `at`, moving past them.
std::optional<int> digits(std::string_view text, size_t& at, size_t count) {
    if (at + count > text.size()) return std::nullopt;
    for (size_t i = at; i < at + count; ++i)
        if (!is_digit(text[i])) return std::nullopt;
    const auto value = to_number<int>(text.substr(at, count));
    at += count;
    return value;
}

bool skip(std::string_view text, size_t& at, char expected) {
    if (at >= text.size() || to_lower(text[at]) != expected) return false;
    ++at;
    return true;
}

}  // namespace

Instant now() {
    if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH"))  // NOLINT(concurrency-mt-unsafe): nobody sets it
        if (const auto value = to_number<Instant>(fixed)) return *value;
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string format_instant(Instant instant) {
    const auto [date, second] = civil(instant);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600,
                       second / 60 % 60, second % 60);
}

std::string format_date(Instant instant) {
    return format_instant(instant).substr(0, 10);
}

std::optional<Instant> parse_instant(std::string_view text) {
    size_t at = 0;
    const auto year = digits(text, at, 4);
    if (!year || !skip(text, at, '-')) return std::nullopt;
    const auto month = digits(text, at, 2);
    if (!month || !skip(text, at, '-')) return std::nullopt;
    const auto day = digits(text, at, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    const Instant midnight = std::chrono::sys_days(date).time_since_epoch().count() * seconds_per_day;
    if (at == text.size()) return midnight;
    if (!skip(text, at, 't') && !skip(text, at, ' ')) return std::nullopt;
    const auto hour = digits(text, at, 2);
    if (!hour || !skip(text, at, ':')) return std::nullopt;
    const auto minute = digits(text, at, 2);
    if (!minute || !skip(text, at, ':')) return std::nullopt;
    const auto second = digits(text, at, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    if (skip(text, at, '.'))
        while (at < text.size() && is_digit(text[at])) ++at;
    Instant offset = 0;
    if (!skip(text, at, 'z')) {
        if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
        const Instant sign = text[at++] == '+' ? 1 : -1;
        const auto offset_hour = digits(text, at, 2);
        if (!offset_hour || !skip(text, at, ':')) return std::nullopt;
        const auto offset_minute = digits(text, at, 2);
        if (!offset_minute) return std::nullopt;
        offset = sign * (Instant{*offset_hour} * 3600 + Instant{*offset_minute} * 60);
    }
    if (at != text.size()) return std::nullopt;
    return midnight + Instant{*hour} * 3600 + Instant{*minute} * 60 + *second - offset;
}

}  // namespace ward
