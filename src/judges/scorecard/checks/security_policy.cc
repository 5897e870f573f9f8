// Security-Policy: is there one, in the repository or else in its owner's `.github` repository, and does it say whom to
// reach and what happens then?
//
// ward also reads security.txt (RFC 9116) and SECURITY-INSIGHTS.yml, by the same rules; the peer knows neither.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/policy_text.h"
#include "judges/scorecard/raw.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view security_policy_name = "Security-Policy";

constexpr std::array<std::string_view, 13> policy_paths{
    "security.md",       ".github/security.md",       "docs/security.md",
    "security.markdown", ".github/security.markdown", "docs/security.markdown",
    "security.adoc",     ".github/security.adoc",     "docs/security.adoc",
    "security.rst",      ".github/security.rst",      "doc/security.rst",
    "docs/security.rst"};
constexpr std::array<std::string_view, 8> other_paths{"security-insights.yml",
                                                      "security-insights.yaml",
                                                      ".github/security-insights.yml",
                                                      ".github/security-insights.yaml",
                                                      ".gitlab/security-insights.yml",
                                                      ".gitlab/security-insights.yaml",
                                                      "security.txt",
                                                      ".well-known/security.txt"};

bool is_one_of(std::string_view path, std::span<const std::string_view> paths) {
    return std::ranges::any_of(paths, [&](std::string_view one) { return equal_ignoring_case(one, path); });
}

struct Policy {
    Location location;
    std::optional<std::string> source = {};  // nothing could be read
};

// Reads the first file that is not empty of those that match the policy's path *or its name alone*: so does the peer,
// and for SECURITY.md in the first folder the text may come from another folder whose name sorts before it.
std::optional<std::string> text_in_tree(const inventory::Tree& tree, const std::vector<std::string_view>& files,
                                        std::string_view path) {
    for (const std::string_view file : files) {
        if (is_test_data(file) || !is_path_or_name(file, path)) continue;
        auto text = read_listed(tree, file);
        if (text && !text->empty()) return std::move(*text);
    }
    return std::nullopt;
}

// Where nothing could be read, the peer's size stays at a placeholder that counts as no words.
PolicyText read_or_nothing(const std::optional<std::string>& text) {
    return text ? read_policy(*text) : PolicyText{.bytes = 1};
}

std::optional<Policy> of_tree(const inventory::Tree& tree) {
    const std::vector<std::string_view> files = listed_files(tree);
    const auto found = std::ranges::find_if(files, [](std::string_view path) { return is_one_of(path, policy_paths); });
    if (found == files.end()) return std::nullopt;
    return Policy{.location = {.path = std::string(*found), .kind = Location::Kind::text, .line = 1},
                  .source = text_in_tree(tree, files, *found)};
}

// "github.com/nodejs/.github" of nodejs/node.
std::string organisation_repository(const forge::ForgeFacts& forge) {
    return fmt::format("{}/{}/.github", forge.host, std::string_view(forge.name).substr(0, forge.name.rfind('/')));
}

std::optional<Policy> of_organisation(const forge::ForgeFacts& forge) {
    const std::vector<forge::OrganisationFile>& files = *forge.organisation_files;
    const auto found = std::ranges::find_if(
        files, [](const forge::OrganisationFile& file) { return is_one_of(file.path, policy_paths); });
    if (found == files.end()) return std::nullopt;
    const auto text = std::ranges::find_if(files, [&](const forge::OrganisationFile& file) {
        return !file.text.empty() && !is_test_data(file.path) && is_path_or_name(file.path, found->path);
    });
    return Policy{.location = {.path = organisation_repository(forge) + "/" + found->path,
                               .kind = Location::Kind::url,
                               .line = 1},
                  .source = text == files.end() ? std::nullopt : std::optional(text->text)};
}

ProbeFinding answer(std::string_view probe, bool is, std::string_view yes, std::string_view no,
                    const Location& location) {
    ProbeFinding out{.probe = probe, .outcome = is ? Outcome::yes : Outcome::no, .message = std::string(is ? yes : no)};
    if (is) out.location = location;
    return out;
}

std::vector<ProbeFinding> look_at_security_policy(const std::optional<Policy>& policy) {
    if (!policy) {
        std::vector<ProbeFinding> out{
            {.probe = "securityPolicyPresent", .message = "no security policy file detected"}};
        for (const std::string_view probe :
             {"securityPolicyContainsLinks", "securityPolicyContainsVulnerabilityDisclosure",
              "securityPolicyContainsText"}) {
            out.push_back({.probe = probe, .message = "no security file to analyze"});
        }
        return out;
    }
    const PolicyText text = read_or_nothing(policy->source);
    return {
        {.probe = "securityPolicyPresent",
         .outcome = Outcome::yes,
         .message = "security policy file detected",
         .location = policy->location},
        answer("securityPolicyContainsLinks", text.has_contacts(), "Found linked content", "no linked content found",
               policy->location),
        answer("securityPolicyContainsVulnerabilityDisclosure", text.tells_what_happens(),
               "Found disclosure, vulnerability, and/or timelines in security policy",
               "One or no descriptive hints of disclosure, vulnerability, and/or timelines in security policy",
               policy->location),
        answer("securityPolicyContainsText", text.has_words(), "Found text in security policy",
               "No text (besides links / emails) found in security policy", policy->location),
    };
}

// ward's own: the policies that are written for programs.
void read_other_policies(const inventory::Tree& tree, CheckResult& result) {
    for (const std::string_view path : listed_files(tree)) {
        if (!is_one_of(path, other_paths)) continue;
        const auto text = read_listed(tree, path);
        if (!text) continue;
        ProbeFinding finding{.probe = "securityPolicyPresent",
                             .outcome = Outcome::yes,
                             .message = "security policy for programs found",
                             .location = Location{.path = std::string(path), .kind = Location::Kind::text, .line = 1},
                             .origin = Origin::ward};
        result.details.push_back(detail_of(finding, Detail::Level::info));
        result.findings.push_back(std::move(finding));
        const int score = policy_score(read_policy(*text));
        if (score > result.own_score.value_or(result.score)) result.own_score = score;
    }
}

std::optional<Policy> find_policy(const Facts& facts) {
    std::optional<Policy> policy = of_tree(facts.tree());
    if (!policy && facts.forge != nullptr && facts.forge->organisation_files) policy = of_organisation(*facts.forge);
    return policy;
}

CheckResult run_security_policy(const Facts& facts) {
    const std::optional<Policy> policy = find_policy(facts);
    if (!policy && facts.forge != nullptr && !facts.forge->organisation_files)
        return missing(security_policy_name, facts, "organisation_files");
    CheckResult result = policy ? scored(security_policy_name, "security policy file detected",
                                         policy_score(read_or_nothing(policy->source)))
                                : scored(security_policy_name, "security policy file not detected", 0);
    result.findings = look_at_security_policy(policy);
    for (const ProbeFinding& finding : result.findings) {
        result.details.push_back(
            detail_of(finding, finding.outcome == Outcome::yes ? Detail::Level::info : Detail::Level::warn));
    }
    read_other_policies(facts.tree(), result);
    return result;
}

}  // namespace

std::optional<FoundPolicy> found_policy(const Facts& facts) {
    const std::optional<Policy> policy = find_policy(facts);
    if (!policy) return std::nullopt;
    FoundPolicy out{.path = policy->location.path};
    if (policy->source) {
        out.bytes = policy->source->size();
        out.hits = policy_hits(*policy->source);
    }
    return out;
}

WARD_CHECK(security_policy) = {
    .name = security_policy_name,
    .summary = "Determines if the project has published a security policy.",
    .risk = Risk::medium,
    .needed = "the tree; with a forge, also its owner's .github repository",
    .run = run_security_policy,
};

}  // namespace ward::scorecard
