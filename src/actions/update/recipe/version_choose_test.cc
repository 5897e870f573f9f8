// Which version is taken: by its order and never by its place in a list, never an older one, and with a reason for each
// that is left out.
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "actions/update/recipe/version.h"
#include "formats/versions/versions.h"

namespace ward::update {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr Instant today = 1'800'000'000;

Candidate candidate(std::string version, std::optional<int> days_ago = {}) {
    Candidate one;
    one.version = std::move(version);
    one.tag = "v" + one.version;
    if (days_ago) one.published = today - *days_ago * seconds_per_day;
    return one;
}

std::vector<Candidate> candidates(const std::vector<std::string>& versions) {
    std::vector<Candidate> all;
    for (const std::string& version : versions) all.push_back(candidate(version, 100));
    return all;
}

ChoiceContext context() {
    ChoiceContext one{};
    one.now = today;
    return one;
}

// "available 3.0.10", "held 2.0: in cooldown …", "current", or the error.
std::string told(const Result<Choice>& choice) {
    if (!choice) return "error: " + choice.error().message();
    std::string out(name_of(choice->standing));
    if (choice->chosen) out += " " + choice->chosen->version;
    if (!choice->reason.empty()) out += ": " + choice->reason;
    return out;
}

std::string chosen(const Recipe& recipe, const std::string& current, const std::vector<std::string>& versions) {
    return told(
        choose(recipe, current.empty() ? std::nullopt : std::optional(current), candidates(versions), context()));
}

TEST(Choose, ByTheOrderOfVersionsAndNotOfTheList) {
    const Recipe recipe;
    EXPECT_EQ(chosen(recipe, "3.0.8", {"3.0.10", "3.0.9", "3.0.1"}), "available 3.0.10");
    EXPECT_EQ(chosen(recipe, "3.0.8", {"3.0.1", "3.0.10", "3.0.9"}), "available 3.0.10");
    EXPECT_EQ(chosen(recipe, "3.0.9", {"3.0.1", "3.0.10", "3.0.9"}), "available 3.0.10");
    EXPECT_EQ(chosen(recipe, "3.0.10", {"3.0.1", "3.0.10", "3.0.9"}), "current");
    EXPECT_EQ(chosen(recipe, "", {"1.0.0", "0.9.0"}), "available 1.0.0");
}

TEST(Choose, NeverGoesBack) {
    const Recipe recipe;
    EXPECT_EQ(chosen(recipe, "2.0.0", {"1.9.9", "1.0.0"}), "current");
    EXPECT_EQ(chosen(recipe, "2.0.0+local", {"2.0.0"}), "current");
    EXPECT_THAT(chosen(recipe, "motley", {"1.0.0"}), HasSubstr("error: the tree's version motley is none"));
    Recipe tagged;
    tagged.source.kind = "npm";
    tagged.source.tag = "latest";
    tagged.selection.pick = Selection::Pick::tag;
    auto all = candidates({"1.0.0", "2.0.0", "3.0.0"});
    for (Candidate& one : all) one.tag.clear();
    all[0].tag = "latest";
    const auto moved_back = choose(tagged, "2.0.0", all, context());
    EXPECT_EQ(told(moved_back), "current");
    EXPECT_THAT(moved_back->passed, Contains("1.0.0: older than the tree's"));
    EXPECT_THAT(moved_back->passed, Contains("3.0.0: not tagged latest"));
    all[0].tag.clear();
    all[2].tag = "latest";
    EXPECT_EQ(told(choose(tagged, "2.0.0", all, context())), "available 3.0.0");
}

TEST(Choose, LeavesOutPrereleases) {
    Recipe recipe;
    const std::vector<std::string> versions = {"1.0.0", "1.1.0-rc.1", "2.0.0-alpha"};
    EXPECT_EQ(chosen(recipe, "1.0.0", versions), "current");
    recipe.selection.prerelease = true;
    EXPECT_EQ(chosen(recipe, "1.0.0", versions), "available 2.0.0-alpha");
    recipe.selection.prerelease = false;
    recipe.selection.order = "upstream";
    EXPECT_EQ(chosen(recipe, "1.0", {"1.1rc1", "1.0a"}), "available 1.0a");
    recipe.selection.order = "pypi";
    EXPECT_EQ(chosen(recipe, "1.0", {"1.1b2", "1.0.1"}), "available 1.0.1");
    // What upstream calls one is one, whatever its number.
    auto all = candidates({"2.0.0"});
    all[0].prerelease = true;
    EXPECT_EQ(told(choose(Recipe{}, "1.0.0", all, context())), "current");
}

TEST(Choose, KeepsToSeriesAndRange) {
    Recipe recipe;
    recipe.selection.series = "3.5";
    EXPECT_EQ(chosen(recipe, "3.5.1", {"3.5.4", "3.50.0", "3.6.0", "4.0.0"}), "available 3.5.4");
    recipe.selection.series = "";
    recipe.selection.allow = ">= 6, < 7";
    EXPECT_EQ(chosen(recipe, "6.1.0", {"6.21.0", "7.0.0", "5.0.0"}), "available 6.21.0");
    recipe.selection.order = "npm";
    recipe.selection.allow = "^6.1.0";
    EXPECT_EQ(chosen(recipe, "6.1.0", {"6.21.0", "7.0.0"}), "available 6.21.0");
    recipe.selection.allow = "^^6";
    EXPECT_THAT(chosen(recipe, "6.1.0", {"6.21.0"}), testing::AnyOf(HasSubstr("error"), HasSubstr("current")));
}

TEST(Choose, HoldsAtAPin) {
    Recipe recipe;
    recipe.selection.pin = "1.1.0";
    EXPECT_EQ(chosen(recipe, "1.0.0", {"1.1.0", "1.2.0"}), "available 1.1.0");
    EXPECT_EQ(chosen(recipe, "1.1.0", {"1.1.0", "1.2.0"}), "held 1.2.0: pinned to 1.1.0");
    EXPECT_EQ(chosen(recipe, "1.1.0", {"1.1.0"}), "current");
    EXPECT_EQ(chosen(recipe, "1.2.0", {"1.1.0", "1.2.0"}), "current");
}

TEST(Choose, WaitsForTheCooldown) {
    Recipe recipe;
    recipe.cooldown = std::chrono::hours(48);
    EXPECT_EQ(told(choose(recipe, "1.0.0", {candidate("1.1.0", 3)}, context())), "available 1.1.0");
    EXPECT_THAT(told(choose(recipe, "1.0.0", {candidate("1.1.0", 1)}, context())),
                HasSubstr("held 1.1.0: in cooldown until 2027-01-16"));
    // An older one that has had its time goes first.
    const auto choice = choose(recipe, "1.0.0", {candidate("1.2.0", 1), candidate("1.1.0", 9)}, context());
    EXPECT_EQ(told(choice), "available 1.1.0");
    EXPECT_EQ(choice->newest->version, "1.2.0");
    EXPECT_THAT(choice->passed, Contains(HasSubstr("1.2.0: in cooldown until")));
    // A date in the future is nothing to wait less for.
    EXPECT_THAT(told(choose(recipe, "1.0.0", {candidate("1.1.0", -5)}, context())), HasSubstr("held"));
}

TEST(Choose, CountsFromWhenItWasSeenWhereNothingElseTells) {
    Recipe recipe;
    recipe.cooldown = std::chrono::hours(48);
    const std::vector<Candidate> undated = {candidate("1.1.0")};
    EXPECT_THAT(told(choose(recipe, "1.0.0", undated, context())), HasSubstr("counted from now"));
    ChoiceContext seen = context();
    seen.first_seen = [](const Candidate&) { return std::optional<Instant>(today - 3 * seconds_per_day); };
    EXPECT_EQ(told(choose(recipe, "1.0.0", undated, seen)), "available 1.1.0");
    seen.first_seen = [](const Candidate&) { return std::optional<Instant>(today - seconds_per_day); };
    EXPECT_THAT(told(choose(recipe, "1.0.0", undated, seen)), HasSubstr("held"));
}

TEST(Choose, TakesASecurityFixAtOnce) {
    Recipe recipe;
    recipe.cooldown = std::chrono::hours(48);
    ChoiceContext fix = context();
    fix.is_security_fix = [](const Candidate& one) { return one.version == "1.1.0"; };
    EXPECT_EQ(told(choose(recipe, "1.0.0", {candidate("1.1.0", 0)}, fix)), "available 1.1.0");
    recipe.cooldown_security_bypass = false;
    EXPECT_THAT(told(choose(recipe, "1.0.0", {candidate("1.1.0", 0)}, fix)), HasSubstr("held"));
    fix.ignore_cooldown = true;
    EXPECT_EQ(told(choose(recipe, "1.0.0", {candidate("1.1.0", 0)}, fix)), "available 1.1.0");
}

TEST(Choose, HoldsWhatHasAdvisoriesItself) {
    Recipe recipe;
    ChoiceContext known = context();
    known.advisories = [](const Candidate& one) {
        return one.version == "1.2.0" ? std::vector<std::string>{"CVE-2026-1", "CVE-2026-2"}
                                      : std::vector<std::string>{};
    };
    EXPECT_EQ(told(choose(recipe, "1.0.0", candidates({"1.2.0"}), known)),
              "held 1.2.0: has CVE-2026-1, CVE-2026-2 itself");
    EXPECT_EQ(told(choose(recipe, "1.0.0", candidates({"1.2.0", "1.1.0"}), known)), "available 1.1.0");
    recipe.acknowledge = {"known-advisory@1.2.0"};
    EXPECT_EQ(told(choose(recipe, "1.0.0", candidates({"1.2.0"}), known)), "available 1.2.0");
    recipe.acknowledge = {"known-advisory@1.1.0"};
    EXPECT_THAT(told(choose(recipe, "1.0.0", candidates({"1.2.0"}), known)), HasSubstr("held"));
}

TEST(Choose, AFixIsTakenThoughItHasAnotherAdvisory) {
    ChoiceContext known = context();
    known.advisories = [](const Candidate&) { return std::vector<std::string>{"CVE-2026-9"}; };
    known.is_security_fix = [](const Candidate& one) { return one.version == "1.1.0"; };
    EXPECT_EQ(told(choose(Recipe{}, "1.0.0", candidates({"1.1.0"}), known)), "available 1.1.0");
    EXPECT_THAT(told(choose(Recipe{}, "1.0.0", candidates({"1.2.0"}), known)), HasSubstr("held"));
}

TEST(Choose, TheOneThatWasAskedFor) {
    Recipe recipe;
    recipe.selection.series = "1";
    ChoiceContext wanted = context();
    const auto all = candidates({"1.0.0", "1.5.0", "2.0.0-rc.1"});
    wanted.wanted = "2.0.0-rc.1";
    EXPECT_EQ(told(choose(recipe, "1.0.0", all, wanted)), "available 2.0.0-rc.1");
    wanted.wanted = "1.0.0";
    EXPECT_EQ(told(choose(recipe, "1.0.0", all, wanted)), "current");
    EXPECT_THAT(told(choose(recipe, "1.5.0", all, wanted)), HasSubstr("error: 1.0.0 is older than 1.5.0"));
    wanted.wanted = "9.9.9";
    EXPECT_EQ(told(choose(recipe, "1.0.0", all, wanted)), "error: upstream has no version 9.9.9");
    // It may be asked for and still has to wait: --force-cooldown says otherwise.
    wanted.wanted = "1.5.0";
    recipe.cooldown = std::chrono::hours(48);
    EXPECT_THAT(told(choose(recipe, "1.0.0", {candidate("1.5.0", 1)}, wanted)), HasSubstr("held 1.5.0"));
}

TEST(Choose, ByDate) {
    Recipe recipe;
    recipe.selection.order = "date";
    recipe.selection.pick = Selection::Pick::newest;
    auto head = candidate(std::string(40, 'b'), 5);
    head.commit = head.version;
    auto before = candidate(std::string(40, 'a'), 9);
    before.commit = before.version;
    EXPECT_EQ(told(choose(recipe, {}, {before, head}, context())), "available " + head.version);
    EXPECT_EQ(told(choose(recipe, before.version, {before, head}, context())), "available " + head.version);
    EXPECT_EQ(told(choose(recipe, head.version, {before, head}, context())), "current");
    EXPECT_EQ(told(choose(recipe, "1.3.1-bbbbbbb", {before, head}, context())), "current");
    EXPECT_EQ(told(choose(recipe, "1.3.1-ccccccc", {before, head}, context())), "available " + head.version);
    EXPECT_THAT(told(choose(recipe, {}, {candidate("1")}, context())),
                HasSubstr("error: none of upstream's 1 versions"));
}

TEST(Choose, TheNewestWhereTheRecipeSaysSo) {
    Recipe recipe;
    recipe.selection.pick = Selection::Pick::newest;
    EXPECT_EQ(told(choose(recipe, "1.0.0", {candidate("1.9.0", 50), candidate("1.8.1", 5)}, context())),
              "available 1.8.1");
    EXPECT_EQ(told(choose(recipe, "1.9.0", {candidate("1.9.0", 50), candidate("1.8.1", 5)}, context())), "current");
}

TEST(Choose, SaysWhyItCannot) {
    EXPECT_EQ(told(choose(Recipe{}, "1.0.0", {}, context())), "error: upstream lists no version");
    Recipe recipe;
    recipe.selection.order = "npm";
    EXPECT_THAT(chosen(recipe, "1.0.0", {"latest", "x"}),
                HasSubstr("none of upstream's 2 versions can be ordered by npm"));
    recipe.selection.order = "alphabet";
    EXPECT_THAT(chosen(recipe, "1.0.0", {"1.0.0"}), HasSubstr("no order 'alphabet'"));
}

TEST(Choose, PassesOverHostileVersions) {
    const auto choice = choose(Recipe{}, "1.0.0", candidates({"9.0.0\nX=1", "9.0.0;id", "-9", "1.0.1"}), context());
    EXPECT_EQ(told(choice), "available 1.0.1");
    for (const std::string& line : choice->passed) EXPECT_FALSE(line.contains('\n')) << line;
    EXPECT_THAT(choice->passed, Contains("9.0.0;id: not a version that is safe to write"));
}

TEST(Choose, EveryCandidateIsChosenOrHasItsReason) {
    rc::check("chosen + passed == all, never older, whatever the order of the list", [] {
        std::vector<Candidate> all;
        const auto count = *rc::gen::inRange(1, 12);
        for (int i = 0; i < count; ++i)
            all.push_back(candidate(std::to_string(*rc::gen::inRange(0, 3)) + "." +
                                        std::to_string(*rc::gen::inRange(0, 12)) + "." + std::to_string(i) +
                                        *rc::gen::element<std::string>("", "-rc.1"),
                                    *rc::gen::inRange(0, 6)));
        Recipe recipe;
        if (*rc::gen::arbitrary<bool>()) recipe.cooldown = std::chrono::hours(48);
        if (*rc::gen::arbitrary<bool>()) recipe.selection.series = "1";
        const std::string current = "1.4.0";
        const auto choice = choose(recipe, current, all, context());
        RC_ASSERT(choice.has_value());
        const size_t untold = choice->standing == Standing::available ? 1 : 0;
        RC_ASSERT(choice->passed.size() + untold == all.size());
        const versions::Ordering& semver = *versions::ordering_named("semver");
        const bool is_newer = !choice->chosen || *versions::compare(semver, choice->chosen->version, current) > 0;
        RC_ASSERT(is_newer);
        std::ranges::reverse(all);
        RC_ASSERT(told(choose(recipe, current, all, context())) == told(choice));
    });
}

}  // namespace
}  // namespace ward::update
