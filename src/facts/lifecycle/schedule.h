// A project's release schedule: which of its lines are supported until when. The form is schedule.json of
// https://github.com/nodejs/Release: one object, a member a line, `"v22": {"start", "lts", "maintenance", "end",
// "codename"}` with dates as YYYY-MM-DD. `start` and `end` must be there; other members are left alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace ward::lifecycle {

constexpr size_t max_schedule_bytes = 1u << 20;
constexpr size_t max_lines = 1'000;
constexpr size_t max_line_name_bytes = 64;  // also of a codename

// Dates are "YYYY-MM-DD", or empty where the schedule does not give one.
struct Line {
    std::string name;  // "v22", "v0.12"
    std::string start;
    std::string lts;
    std::string maintenance;
    std::string end;
    std::string codename;

    bool operator==(const Line&) const = default;
};

// What a line is at an instant. The day of `end` is the last one that counts, as it is written for people.
enum class Phase { planned, current, lts, maintenance, end_of_life };

Phase phase_of(const Line& line, Instant now);
std::string_view name_of(Phase phase);  // "end of life"

// The name of the line that a version belongs to: "v22" of 22.1.0 and v22.1.0, "v0.12" of 0.12.18, for before the first
// major version the second number was what a line is now. Empty where the text is no version.
std::string line_name_of(std::string_view version);

// The lines in order: v0.12 before v4 before v22. `name` is the file's, for messages: "schedule.json:3: reason".
Result<std::vector<Line>> parse_schedule(std::string_view json, std::string_view name);

}  // namespace ward::lifecycle
