// Branch-Protection: the default branch and those that releases come from must not take unreviewed or forced pushes.
//
// Five tiers of points, over all branches together; the first tier that is not full ends the count. What could be
// reached is what the first branch shows, the default one, times the number of branches: the peer takes one by chance,
// so that its score varies where an administrator's settings are readable for some branches only.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/branch_rules.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/raw.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view branch_protection_name = "Branch-Protection";
constexpr std::string_view no_branches = "unable to detect any development/release branches";
constexpr std::string_view approvers_probe = "requiresApproversForPullRequests";
constexpr int thorough_reviewers = 2;
constexpr int reviewer_points = 2;

constexpr size_t tiers = 5;
constexpr std::array<int, tiers> worth{3, 3, 2, 1, 1};

struct Points {
    int got = 0;
    int most = 0;
};
using TierPoints = std::array<Points, tiers>;

bool is_commit_id(std::string_view text) {
    constexpr size_t sha1_digits = 40;
    return text.size() == sha1_digits &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// The default branch, then those of releases, newest release first. Facts may know more branches than these.
class JudgedBranches {
  public:
    explicit JudgedBranches(const std::vector<forge::Branch>& all) : all_(all) {}

    // Where it is not among the facts, there is no such branch.
    bool add(std::string_view branch) {
        const auto found = std::ranges::find(all_, branch, &forge::Branch::name);
        if (branch.empty() || found == all_.end() || has(branch)) return false;
        chosen_.push_back(&*found);
        return true;
    }
    bool has(std::string_view branch) const {
        return std::ranges::any_of(chosen_, [&](const forge::Branch* one) { return one->name == branch; });
    }
    const std::vector<const forge::Branch*>& chosen() const { return chosen_; }

  private:
    const std::vector<forge::Branch>& all_;
    std::vector<const forge::Branch*> chosen_;
};

// GitHub leads from the old name of a renamed default branch to the new one.
std::string_view renamed(std::string_view branch) {
    return branch == "master" ? "main" : "";
}

// Nothing where a release does not say what it was made from.
std::optional<std::vector<const forge::Branch*>> judged_branches(const forge::ForgeFacts& forge) {
    JudgedBranches out(*forge.branches);
    out.add(forge.default_branch);
    for (const forge::Release& release : *forge.releases) {
        if (release.target.empty()) return std::nullopt;
        if (is_commit_id(release.target) || out.has(release.target) || out.has(renamed(release.target))) continue;
        if (!out.add(release.target)) out.add(renamed(release.target));
    }
    return out.chosen();
}

bool is_code_owners_file(std::string_view path) {
    return base_name(path) == "CODEOWNERS" && !is_test_data(path);
}

bool has_code_owners_file(const inventory::Tree& tree) {
    return std::ranges::any_of(listed_files(tree), is_code_owners_file);
}

// The count of approvals matters twice: any reviewer (tier 2), and two of them (tier 4).
int64_t required_reviewers(const ProbeFinding& finding) {
    const auto found = finding.values.find("numberOfRequiredReviewers");
    return found == finding.values.end() ? 0 : to_number<int64_t>(found->second).value_or(0);
}

void count(const BranchRule& rule, const ProbeFinding& finding, TierPoints& points) {
    if (rule.tier == 0) return;
    Points& tier = points.at(static_cast<size_t>(rule.tier) - 1);
    if (rule.is_always_counted || finding.outcome != Outcome::not_available) ++tier.most;
    if (rule.probe != approvers_probe) {
        if (finding.outcome == Outcome::yes) ++tier.got;
        return;
    }
    const int64_t reviewers = required_reviewers(finding);
    if (reviewers >= thorough_reviewers) ++tier.got;
    points[1].most += reviewer_points;
    if (reviewers > 0) points[1].got += reviewer_points;
}

std::optional<Detail::Level> level_of(const BranchRule& rule, const ProbeFinding& finding) {
    if (rule.tier == 0) return std::nullopt;
    switch (finding.outcome) {
        case Outcome::no: return Detail::Level::warn;
        case Outcome::yes:
            return rule.probe == approvers_probe && required_reviewers(finding) < thorough_reviewers
                       ? Detail::Level::warn
                       : Detail::Level::info;
        default: break;
    }
    if (rule.unreadable == WhenUnreadable::silent) return std::nullopt;
    return rule.unreadable == WhenUnreadable::warn ? Detail::Level::warn : Detail::Level::debug;
}

int score_of(const std::vector<TierPoints>& branches) {
    double score = 0;
    for (size_t tier = 0; tier < tiers; ++tier) {
        const int most = branches.front().at(tier).most * static_cast<int>(branches.size());
        int got = 0;
        for (const TierPoints& branch : branches) got += branch.at(tier).got;
        // Nothing to reach is reached.
        score += most == 0 ? worth.at(tier) : static_cast<double>(got * worth.at(tier)) / most;
        if (got < most) break;
    }
    // A branch that shows more than the first one could lift the sum over the scale, where the peer fails.
    return std::min(static_cast<int>(score), max_score);
}

CheckResult result_of(int score) {
    if (score == 0)
        return scored(branch_protection_name, "branch protection not enabled on development/release branches", score);
    if (score == max_score) {
        return scored(branch_protection_name,
                      "branch protection is fully enabled on development and all release branches", score);
    }
    return scored(branch_protection_name, "branch protection is not maximal on development and all release branches",
                  score);
}

CheckResult nothing_to_judge() {
    CheckResult result = without_score(branch_protection_name, std::string(no_branches));
    for (const BranchRule& rule : branch_rules()) {
        result.findings.push_back(
            {.probe = rule.probe, .outcome = Outcome::not_applicable, .message = "no branches found"});
    }
    return result;
}

CheckResult judge_branch_protection(const std::vector<const forge::Branch*>& branches, bool has_code_owners) {
    std::vector<Detail> details;
    std::vector<ProbeFinding> findings;
    std::vector<TierPoints> points(branches.size());
    for (const forge::Branch* branch : branches) {
        if (branch->is_protected.value_or(false)) continue;
        details.push_back({.level = Detail::Level::warn,
                           .text = fmt::format("branch protection not enabled for branch '{}'", branch->name)});
    }
    for (const BranchRule& rule : branch_rules()) {
        for (size_t i = 0; i < branches.size(); ++i) {
            ProbeFinding finding = rule.look(*branches[i], has_code_owners);
            finding.probe = rule.probe;
            finding.values["branchName"] = branches[i]->name;
            count(rule, finding, points[i]);
            // Of a branch without protection its first line says all.
            const auto level = level_of(rule, finding);
            if (level && branches[i]->is_protected.value_or(false)) {
                details.push_back({.level = *level, .text = finding.message});
            }
            findings.push_back(std::move(finding));
        }
    }
    CheckResult result = result_of(score_of(points));
    result.details = std::move(details);
    result.findings = std::move(findings);
    return result;
}

CheckResult run_branch_protection(const Facts& facts) {
    const forge::ForgeFacts* forge = facts.forge;
    if (forge == nullptr || !forge->branches) return missing(branch_protection_name, facts, "branches");
    if (!forge->releases) return missing(branch_protection_name, facts, "releases");
    const auto branches = judged_branches(*forge);
    if (!branches) return internal_error(branch_protection_name, "commitish is nil");
    if (branches->empty()) return nothing_to_judge();
    CheckResult result = judge_branch_protection(*branches, has_code_owners_file(facts.tree()));
    note_gap(result, facts, "branches");
    return result;
}

}  // namespace

std::vector<const forge::Branch*> judged_branches(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->branches || !facts.forge->releases) return {};
    return judged_branches(*facts.forge).value_or(std::vector<const forge::Branch*>());
}

std::vector<std::string> code_owners_files(const Facts& facts) {
    std::vector<std::string> out;
    for (const std::string_view path : listed_files(facts.tree()))
        if (is_code_owners_file(path)) out.emplace_back(path);
    return out;
}

WARD_CHECK(branch_protection) = {
    .name = branch_protection_name,
    .summary = "Determines if the default and release branches are protected with GitHub's branch protection settings.",
    .risk = Risk::high,
    .needs_forge = true,
    .needed =
        "rulesets are public; of classic protection, whether it holds for administrators, dismisses stale "
        "reviews, wants branches up to date or the last push approved takes an administrator's token",
    .run = run_branch_protection,
};

}  // namespace ward::scorecard
