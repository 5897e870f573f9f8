// Vulnerabilities: a point less for each known vulnerability of what the tree contains. Advisories that tell of the
// same one count once.
#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/core.h>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/raw.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view vulnerabilities_name = "Vulnerabilities";
constexpr std::string_view vulnerabilities_probe = "hasOSVVulnerabilities";

// Which of a vulnerability's names tells most: a distribution's, a CVE's, anything else, GitHub's.
int rank(std::string_view id) {
    const std::string_view prefix = id.substr(0, id.find('-'));
    if (prefix == "DSA") return 0;
    if (prefix == "CVE") return 1;
    return prefix == "GHSA" ? 3 : 2;
}

bool comes_before(std::string_view a, std::string_view b) {
    return std::pair(rank(a), a) < std::pair(rank(b), b);
}

// The sets of those that share an id, each by the best of its preferred names. (The peer compares pair by pair, once,
// and can leave two sets apart that a third one joins later.)
std::vector<std::string> distinct(const std::vector<KnownVulnerability>& known) {
    std::vector<size_t> group(known.size());
    std::iota(group.begin(), group.end(), 0);
    std::map<std::string_view, size_t> first_with;
    for (size_t i = 0; i < known.size(); ++i) {
        for (const std::string& id : known[i].ids) {
            const size_t other = group[first_with.try_emplace(id, i).first->second];
            const size_t mine = group[i];
            if (other != mine) std::ranges::replace(group, std::max(other, mine), std::min(other, mine));
        }
    }
    std::map<size_t, std::string> best;
    for (size_t i = 0; i < known.size(); ++i) {
        if (known[i].ids.empty()) continue;
        const std::string& id = known[i].ids.front();
        const auto [at, is_new] = best.try_emplace(group[i], id);
        if (!is_new && comes_before(id, at->second)) at->second = id;
    }
    std::vector<std::string> out;
    out.reserve(best.size());
    for (auto& [first, id] : best) out.push_back(std::move(id));
    return out;
}

CheckResult run_vulnerabilities(const Facts& facts) {
    if (!facts.vulnerabilities) {
        return without_score(vulnerabilities_name, "needs the advisory database, and nobody has looked there");
    }
    const std::vector<std::string> ids = distinct(*facts.vulnerabilities);
    const auto count = static_cast<int>(ids.size());
    const std::string seen = fmt::format("{} existing vulnerabilities detected", count);
    CheckResult result =
        facts.is_starter_set
            ? without_score(vulnerabilities_name, seen + " by the starter set, which is no database: `ward db update`")
            : scored(vulnerabilities_name, seen, std::max(max_score - count, 0));
    for (const std::string& id : ids) {
        ProbeFinding finding{.probe = vulnerabilities_probe,
                             .outcome = Outcome::yes,
                             .message = fmt::format("Project is vulnerable to: https://osv.dev/{}", id)};
        result.details.push_back(detail_of(finding, Detail::Level::warn));
        result.findings.push_back(std::move(finding));
    }
    if (ids.empty()) {
        result.findings.push_back(
            {.probe = vulnerabilities_probe, .message = "Project does not contain OSV vulnerabilities"});
    }
    if (!facts.not_compared.empty())
        add_own(result,
                {.probe = vulnerabilities_probe,
                 .outcome = Outcome::not_available,
                 .message = "not compared, as the database has nothing of their kind: " + facts.not_compared},
                Detail::Level::info);
    return result;
}

}  // namespace

std::vector<std::string> vulnerability_ids(const Facts& facts) {
    return facts.vulnerabilities ? distinct(*facts.vulnerabilities) : std::vector<std::string>();
}

WARD_CHECK(vulnerabilities) = {
    .name = vulnerabilities_name,
    .summary = "Determines if the project has open, known unfixed vulnerabilities.",
    .risk = Risk::high,
    .needed = "the advisory database (`ward db update`)",
    .run = run_vulnerabilities,
};

}  // namespace ward::scorecard
