#include <functional>

#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view branch_protection_check = "Branch-Protection";

// Everything that can be asked for.
forge::Branch strict(std::string_view name) {
    return {.name = std::string(name),
            .is_protected = true,
            .protection = {.allows_deletions = false,
                           .allows_force_pushes = false,
                           .enforced_for_admins = true,
                           .requires_last_push_approval = true,
                           .requires_up_to_date = true,
                           .requires_pull_request = true,
                           .required_approvals = 2,
                           .dismisses_stale_reviews = true,
                           .requires_code_owners = true,
                           .status_checks = {{"test"}}}};
}

// What one without an administrator's token sees of a protected branch at best.
forge::Branch public_only(std::string_view name) {
    forge::Branch out = strict(name);
    out.protection.enforced_for_admins.reset();
    out.protection.requires_last_push_approval.reset();
    out.protection.requires_up_to_date.reset();
    out.protection.requires_pull_request.reset();
    out.protection.dismisses_stale_reviews.reset();
    return out;
}

FactsFixture with_branches(std::vector<forge::Branch> branches, std::vector<std::string> release_targets = {}) {
    FactsFixture with;
    with.file(".github/CODEOWNERS");
    with.forge().branches = std::move(branches);
    auto& releases = with.forge().releases.emplace();
    for (std::string& target : release_targets) releases.push_back({.tag = "v", .target = std::move(target)});
    return with;
}

int score_of(const forge::Branch& branch) {
    return with_branches({branch}).run(branch_protection_check).score;
}

TEST(BranchProtection, full_and_none) {
    const CheckResult full = with_branches({strict("main")}).run(branch_protection_check);
    EXPECT_EQ(full.score, 10);
    EXPECT_EQ(full.reason, "branch protection is fully enabled on development and all release branches");
    const CheckResult none = with_branches({{.name = "main", .is_protected = false}}).run(branch_protection_check);
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "branch protection not enabled on development/release branches");
    EXPECT_EQ(lines_of(none), Lines{"Warn: branch protection not enabled for branch 'main'"});
    const CheckResult nothing = with_branches({}).run(branch_protection_check);
    EXPECT_EQ(nothing.score, inconclusive);
    EXPECT_EQ(nothing.reason, "unable to detect any development/release branches");
    EXPECT_EQ(nothing.findings.size(), 11);
    EXPECT_EQ(nothing.findings[3].outcome, Outcome::not_applicable);
    EXPECT_EQ(nothing.findings[3].message, "no branches found");
}

struct Row {
    std::string_view what;
    std::function<void(forge::BranchProtection&)> change;
    int score = 0;
};

TEST(BranchProtection, the_first_tier_that_is_not_full_ends_the_count) {
    using Rules = forge::BranchProtection;
    for (const Row& row : std::vector<Row>{
             // Tier 1: two points for 3.
             {"deletions", [](Rules& r) { r.allows_deletions = true; }, 1},
             {"forced pushes", [](Rules& r) { r.allows_force_pushes = true; }, 1},
             {"both", [](Rules& r) { r.allows_deletions = r.allows_force_pushes = true; }, 0},
             {"deletions not readable", [](Rules& r) { r.allows_deletions.reset(); }, 1},
             // Tier 2: five points for 3 more.
             {"no approvals", [](Rules& r) { r.required_approvals = 0; }, 4},
             {"approvals not readable", [](Rules& r) { r.required_approvals.reset(); }, 4},
             {"not up to date", [](Rules& r) { r.requires_up_to_date = false; }, 5},
             {"last push", [](Rules& r) { r.requires_last_push_approval = false; }, 5},
             {"no request", [](Rules& r) { r.requires_pull_request = false; }, 5},
             {"none of tier 2",
              [](Rules& r) {
                  r.required_approvals = 0;
                  r.requires_up_to_date = r.requires_last_push_approval = r.requires_pull_request = false;
              },
              3},
             {"what is not readable is not wanted",
              [](Rules& r) {
                  r.requires_up_to_date.reset();
                  r.requires_last_push_approval.reset();
                  r.requires_pull_request.reset();
              },
              10},
             {"only approvals readable, and none",
              [](Rules& r) {
                  r.required_approvals = 0;
                  r.requires_up_to_date.reset();
                  r.requires_last_push_approval.reset();
                  r.requires_pull_request.reset();
              },
              3},
             // Tier 3: 2 more.
             {"no checks", [](Rules& r) { r.status_checks->clear(); }, 6},
             {"checks not readable", [](Rules& r) { r.status_checks.reset(); }, 6},
             // Tier 4: two points for 1 more, truncated.
             {"one approval", [](Rules& r) { r.required_approvals = 1; }, 8},
             {"no owners", [](Rules& r) { r.requires_code_owners = false; }, 8},
             {"owners not readable", [](Rules& r) { r.requires_code_owners.reset(); }, 8},
             {"six approvals", [](Rules& r) { r.required_approvals = 6; }, 10},
             // Tier 5: 1 more, of what is readable.
             {"stale reviews", [](Rules& r) { r.dismisses_stale_reviews = false; }, 9},
             {"administrators", [](Rules& r) { r.enforced_for_admins = false; }, 9},
             {"stale reviews not readable", [](Rules& r) { r.dismisses_stale_reviews.reset(); }, 10},
             {"neither readable",
              [](Rules& r) {
                  r.dismisses_stale_reviews.reset();
                  r.enforced_for_admins.reset();
              },
              10},
         }) {
        forge::Branch branch = strict("main");
        row.change(branch.protection);
        EXPECT_EQ(score_of(branch), row.score) << row.what;
    }
}

TEST(BranchProtection, code_owners_need_a_file) {
    const auto score_with = [](std::initializer_list<std::string_view> paths) {
        FactsFixture with;
        with.forge().branches = {{strict("main")}};
        with.forge().releases.emplace();
        for (const std::string_view path : paths) with.file(path);
        return with.run(branch_protection_check).score;
    };
    EXPECT_EQ(score_with({}), 8);
    for (const std::string_view path : {"CODEOWNERS", "docs/CODEOWNERS", "a/b/CODEOWNERS"}) {
        EXPECT_EQ(score_with({path}), 10) << path;
    }
    for (const std::string_view path :
         {"codeowners", "CODEOWNERS.md", "testdata/CODEOWNERS", "a/src/test/CODEOWNERS"}) {
        EXPECT_EQ(score_with({path}), 8) << path;
    }
}

TEST(BranchProtection, branches_of_releases_count) {
    const auto names = [](const FactsFixture& with) {
        std::string out;
        for (const ProbeFinding& finding : with.run(branch_protection_check).findings) {
            if (finding.probe == "branchesAreProtected") out += finding.values.at("branchName") + ' ';
        }
        return out;
    };
    const std::vector<forge::Branch> all{strict("1.x"), strict("2.x"), strict("main"), strict("other")};
    EXPECT_EQ(names(with_branches(all)), "main ");
    EXPECT_EQ(names(with_branches(all, {"2.x", "1.x", "2.x", "main"})), "main 2.x 1.x ");
    EXPECT_EQ(names(with_branches(all, {"master"})), "main ") << "renamed";
    EXPECT_EQ(names(with_branches(all, {"gone", "1.x"})), "main 1.x ");
    EXPECT_EQ(names(with_branches(all, {std::string(40, 'a')})), "main ") << "a commit";
    const CheckResult nowhere = with_branches(all, {""}).run(branch_protection_check);
    EXPECT_EQ(nowhere.score, inconclusive);
    EXPECT_EQ(nowhere.error, "internal error: commitish is nil");
}

TEST(BranchProtection, a_branch_named_master_leads_to_main) {
    FactsFixture with = with_branches({strict("dev"), strict("main")}, {"master"});
    with.forge().default_branch = "dev";
    EXPECT_EQ(with.run(branch_protection_check).findings.size(), 22);
}

TEST(BranchProtection, all_branches_share_the_score) {
    // 2 of 4 points of tier 1: 1.5.
    const forge::Branch open{
        .name = "1.x", .is_protected = false, .protection = {.allows_deletions = true, .allows_force_pushes = true}};
    const CheckResult half = with_branches({strict("main"), open}, {"1.x"}).run(branch_protection_check);
    EXPECT_EQ(half.score, 1);
    EXPECT_EQ(half.reason, "branch protection is not maximal on development and all release branches");
    EXPECT_EQ(lines_of(half).front(), "Warn: branch protection not enabled for branch '1.x'");
    // Tier 2 has 5 + 2 of 10 points.
    forge::Branch weak = strict("1.x");
    weak.protection.requires_up_to_date = weak.protection.requires_last_push_approval = false;
    weak.protection.requires_pull_request = false;
    EXPECT_EQ(with_branches({strict("main"), weak}, {"1.x"}).run(branch_protection_check).score, 5);
}

TEST(BranchProtection, what_can_be_reached_is_what_the_default_branch_shows) {
    // main: 2 points of tier 2 can be reached, 1.x has 5: more than all of them.
    EXPECT_EQ(with_branches({public_only("main"), strict("1.x")}, {"1.x"}).run(branch_protection_check).score, 10);
    // main: 5 of tier 2, so that 10 are wanted and 7 reached.
    EXPECT_EQ(with_branches({strict("main"), public_only("1.x")}, {"1.x"}).run(branch_protection_check).score, 5);
}

TEST(BranchProtection, details_of_a_full_branch) {
    EXPECT_EQ(
        lines_of(with_branches({strict("main")}).run(branch_protection_check)),
        (Lines{"Info: 'allow deletion' disabled on branch 'main'", "Info: 'force pushes' disabled on branch 'main'",
               "Info: 'branch protection settings apply to administrators' is required to merge on branch 'main'",
               "Info: 'stale review dismissal' is required to merge on branch 'main'",
               "Info: required approving review count is 2 on branch 'main'",
               "Info: codeowner review is required on branch 'main'",
               "Info: 'last push approval' is required to merge on branch 'main'",
               "Info: 'up-to-date branches' is required to merge on branch 'main'",
               "Info: status check found to merge onto on branch 'main'",
               "Info: PRs are required in order to make changes on branch 'main'"}));
}

TEST(BranchProtection, details_of_a_branch_that_cannot_be_read) {
    forge::Branch branch{.name = "main", .is_protected = true};
    const CheckResult result = with_branches({branch}).run(branch_protection_check);
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(
        lines_of(result),
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one line of the peer's
        (Lines{"Debug: unable to retrieve whether 'branch protection settings apply to administrators' is required "
               "to merge on branch 'main'",
               "Debug: unable to retrieve whether 'stale review dismissal' is required to merge on branch 'main'",
               "Warn: could not determine whether codeowners review is allowed",
               "Debug: unable to retrieve whether 'last push approval' is required to merge on branch 'main'",
               "Debug: unable to retrieve whether 'up-to-date branches' is required to merge on branch 'main'",
               "Warn: no status checks found to merge onto branch 'main'",
               "Debug: could not determine whether branch 'main' requires PRs to change code"}));
    EXPECT_EQ(result.findings[0].message, "could not determine whether branch is protected against deletion");
    EXPECT_EQ(result.findings[1].message, "could not determine whether for push is allowed");
    EXPECT_EQ(result.findings[5].outcome, Outcome::not_available);
    EXPECT_FALSE(result.findings[5].values.contains("numberOfRequiredReviewers"));
}

TEST(BranchProtection, details_of_a_branch_with_weak_rules) {
    forge::Branch branch = strict("main");
    branch.protection = {.allows_deletions = true,
                         .allows_force_pushes = true,
                         .enforced_for_admins = false,
                         .requires_last_push_approval = false,
                         .requires_up_to_date = false,
                         .requires_pull_request = false,
                         .required_approvals = 1,
                         .dismisses_stale_reviews = false,
                         .requires_code_owners = false};
    const CheckResult result = with_branches({branch}).run(branch_protection_check);
    EXPECT_EQ(lines_of(result),
              (Lines{"Warn: 'allow deletion' enabled on branch 'main'", "Warn: 'force pushes' enabled on branch 'main'",
                     "Warn: 'branch protection settings apply to administrators' is disabled on branch 'main'",
                     "Warn: 'stale review dismissal' is disabled on branch 'main'",
                     "Warn: required approving review count is 1 on branch 'main'",
                     "Warn: codeowners review is not required on branch 'main'",
                     "Warn: 'last push approval' is disabled on branch 'main'",
                     "Warn: 'up-to-date branches' is disabled on branch 'main'",
                     "Warn: no status checks found to merge onto branch 'main'",
                     // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one line of the peer's
                     "Warn: PRs are not required to make changes on branch 'main'; or we don't have data to detect "
                     "it.If you think it might be the latter, make sure to run Scorecard with a PAT or use Repo Rules "
                     "(that are always public) instead of Branch Protection settings"}));
    EXPECT_EQ(result.findings[5].outcome, Outcome::yes);
    EXPECT_EQ(result.findings[5].values.at("numberOfRequiredReviewers"), "1");
}

TEST(BranchProtection, not_asked) {
    expect_needs_forge(branch_protection_check);
    FactsFixture with = with_branches({});
    with.forge().branches.reset();
    expect_lacks(with, branch_protection_check, "branches");
    with = with_branches({});
    with.forge().releases.reset();
    expect_lacks(with, branch_protection_check, "releases");
}

}  // namespace
}  // namespace ward::scorecard
