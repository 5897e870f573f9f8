// A check of OpenSSF Scorecard: raw facts, then probes (findings), then a score. The three steps are in one file a
// check (checks/), as a pure function of what ward has read; nothing here opens a file or a socket.
//
// Two readings, never mixed: `peer` is ossf/scorecard 5 to the letter, its scores, reasons and details; findings that
// ward adds are marked (Origin::ward) and never move that number.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/forge/forge_facts.h"

namespace ward::scorecard {

class Facts;  // facts.h

constexpr int max_score = 10;
constexpr int inconclusive = -1;

enum class Risk : uint8_t { low, medium, high, critical };
std::string_view name_of(Risk risk);
// 2.5, 5, 7.5, 10.
double weight_of(Risk risk);

enum class Origin : uint8_t { peer, ward };

// Where something is; an empty path: nowhere in particular.
struct Location {
    enum class Kind : uint8_t { none, source, binary, text, url };
    std::string path;
    Kind kind = Kind::none;
    uint32_t line = 0;      // 0: the whole file
    uint32_t line_end = 0;  // 0: as line
    std::string snippet = {};
    bool has_line_zero = false;  // the peer names a line, and it is 0: "LICENSE:0"
    bool has_end_zero = false;   // and the last one, which is 0 too

    bool operator==(const Location&) const = default;
};

enum class Outcome : uint8_t { yes, no, not_available, not_applicable, not_supported, error };
std::string_view name_of(Outcome outcome);  // True, False, NotAvailable, NotApplicable, NotSupported, Error

struct ProbeFinding {
    std::string_view probe = {};  // id of a row of the probes' table
    Outcome outcome = Outcome::no;
    std::string message = {};
    std::optional<Location> location = {};
    std::map<std::string, std::string> values = {};
    std::string remediation = {};  // where it differs from the probe's own
    Origin origin = Origin::peer;

    bool operator==(const ProbeFinding&) const = default;
};

// A line of the peer's `details`: "Warn: text: path:line: remediation".
struct Detail {
    enum class Level : uint8_t { info, warn, debug };
    Level level = Level::info;
    std::string text;
    std::optional<Location> location = {};
    std::string remediation = {};
    Origin origin = Origin::peer;

    bool operator==(const Detail&) const = default;
};
std::string text_of(const Detail& detail);

struct CheckResult {
    std::string_view check;  // its name
    int score = inconclusive;
    std::string reason;
    std::vector<Detail> details = {};
    std::vector<ProbeFinding> findings = {};
    std::optional<std::string> error = {};  // the check could not be made at all; the score is inconclusive then
    std::optional<int> own_score = {};      // with ward's findings and accepted ones; absent: as score

    bool operator==(const CheckResult&) const = default;
};

// A row of the checks' table.
struct Check {
    std::string_view name;     // "Branch-Protection"
    std::string_view summary;  // the peer's short text: "Determines if ..."
    Risk risk = Risk::low;
    bool needs_forge = false;      // says nothing without a forge's facts
    bool reads_files = true;       // says nothing (or something wrong) without the tree
    bool is_experimental = false;  // left out by the peer's default
    bool has_loops = false;  // that run on several threads: it is made before those that are made beside each other
    std::string_view needed = {};  // token, role or file that it needs, for people; empty: the tree
    CheckResult (*run)(const Facts& facts) = nullptr;
};

// In checks/NAME.cc: WARD_CHECK(name) = {.name = "Name", ...};
#define WARD_CHECK(id)             \
    extern const Check check_##id; \
    const Check check_##id

// All of them, sorted by name (registry: checks/).
std::span<const Check* const> all_checks();
const Check* check_named(std::string_view name);  // nullptr where there is none

// Results of a check, with the peer's wording. A score outside 0 to 10 is a broken invariant.
CheckResult scored(std::string_view check, std::string reason, int score);
CheckResult without_score(std::string_view check, std::string reason);  // inconclusive
CheckResult failed(std::string_view check, std::string error);
// Proportional, and the reason says so: "... -- score normalized to 7".
CheckResult proportional(std::string_view check, const std::string& reason, int64_t success, int64_t total);

// A probe's finding as a line of `details`.
Detail detail_of(const ProbeFinding& finding, Detail::Level level);

// 10 * success / total in integers, at most 10; 0 of 0.
int proportional_score(int64_t success, int64_t total);
struct Share {
    int64_t success = 0;
    int64_t total = 0;
    int64_t weight = 0;
};
// Groups without a total do not count: none left is inconclusive, and weights that are all 0 give the best score.
int weighted_score(std::span<const Share> shares);
// The sum of weight * score over that of weights, of checks that are conclusive; inconclusive where there are none.
double aggregate_score(std::span<const CheckResult> results);

}  // namespace ward::scorecard
