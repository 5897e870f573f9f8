// The published versions of a project, with their dates and release lines. Two forms are read: a table (version, date,
// line and security with tabs between, "-" for what is not known) and a list of objects {"version", "date", "line",
// "security"} as https://nodejs.org/dist/index.json has it. Without a line of its own a version belongs to that of its
// first number ("v22"; "v0.12" before 1.0).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/lifecycle/schedule.h"

namespace ward::lifecycle {

constexpr size_t max_releases_bytes = 16u << 20;
constexpr size_t max_releases = 50'000;
constexpr size_t max_version_bytes = 64;

struct Release {
    std::string version;           // "22.1.0", without a leading v
    std::string date;              // "2024-05-02"; empty where it is not known
    std::string line;              // "v22", or as the file calls it
    std::optional<bool> security;  // was it announced as a security release? Nothing where that is not known

    bool operator==(const Release&) const = default;
};

// Pointers and spans of it live as long as the index.
class ReleaseIndex {
  public:
    // `name` is the file's, for messages: "index.json:3: reason".
    static Result<ReleaseIndex> parse(std::string_view text, std::string_view name);

    // All of them, by version.
    std::span<const Release> all() const { return releases_; }
    // With or without a leading v; nullptr where it was never published.
    const Release* find(std::string_view version) const;
    // By version; none where the line is not known.
    std::vector<const Release*> of_line(std::string_view line) const;
    // Of the same line; nullptr at its ends, and for a version that was never published.
    const Release* next(std::string_view version) const;
    const Release* previous(std::string_view version) const;
    // The newest version of each line on that day, in rising order. A release counts from the first second of its day
    // on, one without date never.
    std::vector<const Release*> newest_at(Instant now) const;

  private:
    std::vector<Release> releases_;
    std::vector<std::string> keys_;  // of the versions, in the same order
    std::string_view ordering_;      // name of the order of versions that the keys are of
};

// Those of newest_at() whose line the schedule says is supported on that day.
std::vector<const Release*> current_at(const ReleaseIndex& releases, std::span<const Line> schedule, Instant now);

}  // namespace ward::lifecycle
