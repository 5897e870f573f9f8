#include "actions/release/vulndb/problem.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace ward::release::vulndb {
namespace {

using Row = std::pair<std::string_view, Severity>;

// What makes a reader refuse the entry or tells it something false weighs more than what leaves it untold.
constexpr std::array rules{
    Row{"vulndb-unreadable", Severity::high},
    Row{"vulndb-form", Severity::high},
    Row{"vulndb-range", Severity::high},
    Row{"vulndb-patched-unreleased", Severity::high},
    Row{"vulndb-duplicate-cve", Severity::high},
    Row{"vulndb-index-stale", Severity::medium},
    Row{"vulndb-line-unpatched", Severity::medium},
    Row{"vulndb-patched-apart", Severity::medium},
    Row{"vulndb-line-not-vulnerable", Severity::low},
    Row{"vulndb-vulnerable-unreleased", Severity::medium},
    Row{"vulndb-cve-id", Severity::medium},
    Row{"vulndb-word", Severity::medium},
    Row{"vulndb-score", Severity::medium},
    Row{"vulndb-id", Severity::medium},
    Row{"vulndb-no-cve", Severity::low},
    Row{"vulndb-range-covers-fixed", Severity::low},
    Row{"vulndb-unversioned", Severity::low},
};

}  // namespace

Problem problem_of(const Entry& entry, std::string_view rule, int line, std::string what, std::string text) {
    Problem problem{rule, entry.path, line > 0 ? line : 1, std::move(what), std::move(text)};
    for (Text& cve : entry.cves()) problem.aliases.push_back(std::move(cve.text));
    problem.id = problem.aliases.empty() ? entry.label() : problem.aliases.front();
    if (!problem.aliases.empty()) problem.aliases.erase(problem.aliases.begin());
    return problem;
}

Severity severity_of_rule(std::string_view rule) {
    const auto found = std::ranges::find(rules, rule, &Row::first);
    return found == rules.end() ? Severity::unknown : found->second;
}

std::vector<std::string_view> all_rules() {
    std::vector<std::string_view> out;
    out.reserve(rules.size());
    for (const auto& [rule, severity] : rules) out.push_back(rule);
    return out;
}

// A rule speaks once of a file, with a place for each thing that is wrong: so a finding keeps its key.
std::vector<Finding> findings_of(const std::vector<Problem>& problems) {
    std::vector<Finding> out;
    std::map<std::pair<std::string_view, std::string_view>, size_t> known;
    for (const Problem& problem : problems) {
        const auto [at, is_new] = known.try_emplace({problem.rule, problem.path}, out.size());
        if (is_new) {
            Finding finding;
            finding.judge = "release";
            finding.rule = problem.rule;
            finding.id = problem.id;
            finding.aliases = problem.aliases;
            finding.severity = severity_of_rule(problem.rule);
            finding.title = problem.what;
            out.push_back(std::move(finding));
        } else {
            out[at->second].title += "; " + problem.what;
        }
        out[at->second].evidence.push_back({problem.path, problem.line, problem.text});
    }
    for (Finding& finding : out) finding.key = key_of(finding);
    std::ranges::stable_sort(out, [](const Finding& left, const Finding& right) {
        return std::pair(-weight(left.severity), std::string_view(left.rule)) <
               std::pair(-weight(right.severity), std::string_view(right.rule));
    });
    return out;
}

}  // namespace ward::release::vulndb
