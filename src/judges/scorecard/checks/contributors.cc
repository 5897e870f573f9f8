// Contributors: from how many organisations and companies those come who contributed at least five times. Three are
// enough. (The peer names them in an order of chance; here they are sorted everywhere.)
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view contributors_name = "Contributors";
constexpr std::string_view contributors_probe = "contributorsFromOrgOrCompany";
constexpr int64_t fewest_contributions = 5;
constexpr int64_t enough = 3;

// What people write in their profile, so that "@ACME, Inc." and "acme" are one company.
std::string company_of(std::string_view profile) {
    std::string text = to_lower(profile);
    for (const std::string_view form : {"inc.", "llc", ","}) text = replace_all(text, form, "");
    text.erase(0, std::min(text.find_first_not_of('@'), text.size()));
    const size_t begin = std::min(text.find_first_not_of(' '), text.size());
    return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

std::set<std::string> entities_of(const std::vector<forge::Contributor>& people) {
    std::set<std::string> out;
    for (const forge::Contributor& person : people) {
        if (person.contributions < fewest_contributions) continue;
        out.insert(person.organisations.begin(), person.organisations.end());
        out.insert(company_of(person.company));
    }
    out.erase("");
    return out;
}

CheckResult run_contributors(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->contributors) return missing(contributors_name, facts, "contributors");
    const std::set<std::string> entities = entities_of(*facts.forge->contributors);
    const auto count = static_cast<int64_t>(entities.size());
    const std::string reason = fmt::format("project has {} contributing companies or organizations", count);
    // Only more than enough goes without the note on the scale.
    CheckResult result = count > enough ? scored(contributors_name, reason, max_score)
                                        : proportional(contributors_name, reason, count, enough);
    if (entities.empty()) {
        result.findings.push_back({.probe = contributors_probe,
                                   .message = facts.forge->contributors->empty()
                                                  ? "Project does not have contributors."
                                                  : "No companies/organizations have contributed to the project."});
        note_gap(result, facts, "contributors");
        return result;
    }
    for (const std::string& entity : entities) {
        result.findings.push_back({.probe = contributors_probe,
                                   .outcome = Outcome::yes,
                                   .message = fmt::format("{} contributor org/company found", entity)});
    }
    const std::vector<std::string> names(entities.begin(), entities.end());
    result.details.push_back({.text = "found contributions from: " + join(names, ", ")});
    note_gap(result, facts, "contributors");
    return result;
}

}  // namespace

WARD_CHECK(contributors) = {
    .name = contributors_name,
    .summary = "Determines if the project has a set of contributors from multiple organizations (e.g., companies).",
    .risk = Risk::low,
    .needs_forge = true,
    .reads_files = false,
    .needed = "a token that may read profiles and organisations of users",
    .run = run_contributors,
};

}  // namespace ward::scorecard
