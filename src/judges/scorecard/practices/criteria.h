// The criteria as data (data/practices/): the OpenSSF Best Practices badge and the OSPS Baseline.
// https://www.bestpractices.dev/criteria, https://baseline.openssf.org
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::scorecard::practices {

enum class Level : uint8_t { passing, silver, gold, baseline_1, baseline_2, baseline_3 };
constexpr size_t level_count = 6;
std::string_view name_of(Level level);  // "passing", "baseline-1"
std::optional<Level> level_named(std::string_view name);
constexpr bool is_baseline(Level level) {
    return level >= Level::baseline_1;
}

enum class Strength : uint8_t { must, should, suggested };
std::string_view name_of(Strength strength);  // MUST, SHOULD, SUGGESTED

// One question at one level. A badge criterion may stand at several levels with another strength each; it has one
// answer.
struct Criterion {
    std::string_view id;             // "repo_public", "OSPS-AC-01.01"
    Level level = Level::passing;    // of the baseline: the lowest one that asks for it
    std::vector<Level> levels = {};  // every level that asks
    std::string_view section = {};   // "Release notes", "Access Control"
    Strength strength = Strength::must;
    bool needs_url = false;                    // the badge site takes a "Met" only with a URL
    bool may_not_apply = false;                // "N/A" is an answer
    bool is_retired = false;                   // kept for its id
    std::vector<std::string_view> words = {};  // that a published questionnaire's question has
    std::string_view summary = {};             // what holds where it is met
    std::string_view to_say = {};              // what a person has to say where nothing can be seen

    bool asks_at(Level wanted) const;
};

// All, in the order of the publishers: passing, silver, gold, baseline.
std::span<const Criterion> all_criteria();
// Those that belong to a level; a baseline level has those of the ones below it.
std::vector<const Criterion*> criteria_of(Level level);

// The rows of one table: id, section, strength, flags, words or maturity levels, summary, what to say. `name` is the
// file's: "silver.tsv". Views into `text`.
Result<std::vector<Criterion>> read_criteria(std::string_view text, std::string_view name);

// The badge site's name of a criterion's field, without "_status": "osps_ac_01_01".
std::string field_of(std::string_view id);

}  // namespace ward::scorecard::practices
