// CII-Best-Practices: which OpenSSF Best Practices badge the project has, by the answer of the badge's site.
#include <array>

#include <fmt/core.h>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view cii_best_practices_name = "CII-Best-Practices";
constexpr std::string_view cii_best_practices_probe = "hasOpenSSFBadge";

struct Level {
    std::string_view word;  // somewhere in the site's answer; the first row that is there counts
    std::string_view name;
    int score = 0;
};
constexpr std::array<Level, 4> levels{{{.word = "in_progress", .name = "InProgress", .score = 2},
                                       {.word = "passing", .name = "Passing", .score = 5},
                                       {.word = "silver", .name = "Silver", .score = 7},
                                       {.word = "gold", .name = "Gold", .score = max_score}}};

CheckResult run_cii_best_practices(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->badge_level)
        return missing(cii_best_practices_name, facts, "badge_level");
    const std::string& answer = *facts.forge->badge_level;
    if (answer.empty()) {
        CheckResult result =
            scored(cii_best_practices_name, "no effort to earn an OpenSSF best practices badge detected", 0);
        result.findings.push_back(
            {.probe = cii_best_practices_probe, .message = "Project does not have an OpenSSF badge"});
        return result;
    }
    for (const Level& level : levels) {
        if (!answer.contains(level.word)) continue;
        CheckResult result =
            scored(cii_best_practices_name, fmt::format("badge detected: {}", level.name), level.score);
        result.findings.push_back({.probe = cii_best_practices_probe,
                                   .outcome = Outcome::yes,
                                   .message = fmt::format("OpenSSF best practice badge found at {} level.", level.name),
                                   .values = {{"badgeLevel", std::string(level.name)}}});
        return result;
    }
    return internal_error(cii_best_practices_name, fmt::format("unsupported badge: {}", answer));
}

}  // namespace

WARD_CHECK(cii_best_practices) = {
    .name = cii_best_practices_name,
    .summary = "Determines if the project has an OpenSSF (formerly CII) Best Practices Badge.",
    .risk = Risk::low,
    .needs_forge = true,
    .reads_files = false,
    .needed = "the answer of www.bestpractices.dev, which takes no token",
    .run = run_cii_best_practices,
};

}  // namespace ward::scorecard
