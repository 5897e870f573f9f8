// Who does the work, by the forge's facts.
#include <algorithm>

#include <fmt/core.h>

#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

// How many people it takes to have made more than half of all contributions: fewer could not be lost.
Answer bus_factor(const Project& project) {
    if (project.forge() == nullptr || !project.forge()->contributors || project.forge()->contributors->empty())
        return unknown("the forge's facts have no contributors");
    std::vector<int64_t> counts;
    int64_t total = 0;
    for (const forge::Contributor& one : *project.forge()->contributors) {
        // Its contributions are no person's knowledge.
        if (one.login.ends_with("[bot]")) continue;
        counts.push_back(std::max<int64_t>(one.contributions, 0));
        total += counts.back();
    }
    std::ranges::sort(counts, std::greater{});
    size_t people = 0;
    int64_t sum = 0;
    while (people < counts.size() && sum * 2 <= total) sum += counts[people++];
    std::vector<Evidence> seen{
        forge_fact(fmt::format("{} people made more than half of the contributions of {}", people, counts.size()))};
    if (people >= 2 && total > 0) return met("More than one person knows most of the project.", std::move(seen));
    return unknown("one person made more than half of the contributions", std::move(seen));
}

Answer contributors_unassociated(const Project& project) {
    const CheckResult* check = project.check("Contributors");
    if (check == nullptr) return unknown("the forge's facts have no contributors");
    // 10 * n / 3 points for n organisations.
    constexpr int of_two = 6;
    if (check->score >= of_two)
        return met("Contributors are of two organisations or more.", {Project::evidence_of(*check)});
    return unknown("fewer than two organisations are told for the contributors", {Project::evidence_of(*check)});
}

Answer two_person_review(const Project& project) {
    const CheckResult* check = project.check("Code-Review");
    if (check == nullptr) return unknown("the forge's facts have no reviews");
    constexpr int half = 5;
    if (check->score >= half)
        return met("Half of the last changes or more were reviewed.", {Project::evidence_of(*check)});
    return unknown(
        "fewer than half of the last changes show a review; changes that are landed outside the forge's button do not "
        "show theirs",
        {Project::evidence_of(*check)});
}

constexpr Rule people_rules[] = {
    {"bus_factor", bus_factor},
    {"contributors_unassociated", contributors_unassociated},
    {"two_person_review", two_person_review},
};

}  // namespace

WARD_RULES(people) = {.name = "people", .rules = people_rules};

}  // namespace ward::scorecard::practices
