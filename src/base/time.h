// Instants in UTC with whole seconds, as RFC 3339 text. The clock is read in one place, and SOURCE_DATE_EPOCH replaces
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward {

// Seconds since 1970-01-01T00:00:00Z.
using Instant = int64_t;

constexpr Instant seconds_per_day = 86'400;

// Now, or the value of SOURCE_DATE_EPOCH where it is set to a number.
Instant now();
// "2026-11-22T12:00:00Z"
std::string format_instant(Instant instant);
// "2026-11-22"
std::string format_date(Instant instant);
// RFC 3339 with any offset, fractional seconds dropped; also a bare date, read as its first second in UTC.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace ward
