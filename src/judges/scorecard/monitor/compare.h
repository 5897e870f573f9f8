// What changed since the last run, and by whose doing. A score moves because the project changed (its files, or what
// happens around it on the forge), because the program that scores changed, or because more is known about
// vulnerabilities. Only what is possible is said: where the commit, the program and the advisories all differ, all
// three are named.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/monitor/results.h"

namespace ward::scorecard::monitor {

// Possible causes of a change.
struct Causes {
    bool project = false;     // another commit
    bool forge = false;       // settings, reviews, activity: what Scorecard asks the forge for
    bool tool = false;        // another version, other checks, or the same commit scored otherwise
    bool advisories = false;  // another snapshot, or none named

    bool operator==(const Causes&) const = default;
    Causes& operator|=(const Causes& other);
    bool any() const { return project || forge || tool || advisories; }
};
// "project", "tool or advisories"; "unknown" for none.
std::string text_of(const Causes& causes);

struct CheckChange {
    std::string check;
    std::optional<int> before = {};  // absent: was not made
    std::optional<int> after = {};   // absent: is not made any more
    std::vector<std::string> appeared = {};
    std::vector<std::string> gone = {};
    Causes causes = {};

    bool operator==(const CheckChange&) const = default;
};

struct Change {
    std::optional<double> before = {};  // the last score
    std::string before_date = {};
    std::string before_commit = {};
    double delta = 0;  // one decimal
    std::vector<CheckChange> checks = {};
    Causes causes = {};  // of all checks; of the score alone where no checks are known
    // A move of at most 0.3 that comes from who happened to review or to contribute in the last weeks, and nothing
    // else: no other check's score moved, and the program is the same.
    bool is_noise = false;

    bool operator==(const Change&) const = default;
};

// `before` is the last row with a score, `after` has one.
Change compare(const Row& before, const Row& after);

// What a check reads besides the files of one commit.
bool reads_forge(std::string_view check);
bool reads_advisories(std::string_view check);
// Code-Review, Maintained, Contributors, CI-Tests: about the last commits and the last 90 days.
bool is_of_the_moment(std::string_view check);

constexpr double noise_delta = 0.3;

}  // namespace ward::scorecard::monitor
