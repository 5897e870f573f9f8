#include "judges/scorecard/check.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "judges/scorecard/card.h"
#include "judges/scorecard/paths.h"
#include "judges/scorecard/probes.h"

namespace ward::scorecard {
namespace {

TEST(Checks, AreTheTwentyOfThePeerByName) {
    std::vector<std::string_view> names;
    double weights = 0;
    for (const Check* check : all_checks()) {
        names.push_back(check->name);
        EXPECT_FALSE(check->summary.empty()) << check->name;
        EXPECT_NE(check->run, nullptr) << check->name;
        if (!check->is_experimental) weights += weight_of(check->risk);
    }
    std::vector<std::string_view> sorted = names;
    std::ranges::sort(sorted);
    EXPECT_EQ(sorted, (std::vector<std::string_view>{"Binary-Artifacts",
                                                     "Branch-Protection",
                                                     "CI-Tests",
                                                     "CII-Best-Practices",
                                                     "Code-Review",
                                                     "Contributors",
                                                     "Dangerous-Workflow",
                                                     "Dependency-Update-Tool",
                                                     "Fuzzing",
                                                     "License",
                                                     "Maintained",
                                                     "Packaging",
                                                     "Pinned-Dependencies",
                                                     "SAST",
                                                     "SBOM",
                                                     "Security-Policy",
                                                     "Signed-Releases",
                                                     "Token-Permissions",
                                                     "Vulnerabilities",
                                                     "Webhooks"}));
    EXPECT_EQ(weights, 105);
    EXPECT_EQ(default_checks().size(), 18u);
    EXPECT_EQ(all_probes().size(), 48u);
    for (const Probe& probe : all_probes())
        EXPECT_TRUE(probe.check.empty() || check_named(probe.check) != nullptr) << probe.id;
}

TEST(Scores, AreCountedInIntegers) {
    EXPECT_EQ(proportional_score(0, 0), 0);
    EXPECT_EQ(proportional_score(1, 3), 3);
    EXPECT_EQ(proportional_score(2, 3), 6);
    EXPECT_EQ(proportional_score(29, 30), 9);
    EXPECT_EQ(proportional_score(4, 3), 10);
    const Share halves[] = {{1, 2, 10}, {0, 0, 10}, {1, 1, 10}};
    EXPECT_EQ(weighted_score(halves), 6);
    const Share weightless[] = {{0, 3, 0}};
    EXPECT_EQ(weighted_score(weightless), 10);
    const Share nothing[] = {{0, 0, 10}};
    EXPECT_EQ(weighted_score(nothing), inconclusive);
    EXPECT_EQ(proportional("License", "some", 1, 3).reason, "some -- score normalized to 3");
}

TEST(Scores, TheAggregateLeavesOutWhatIsInconclusive) {
    const std::vector<CheckResult> results{{.check = "Dangerous-Workflow", .score = 10, .reason = ""},
                                           {.check = "License", .score = 0, .reason = ""},
                                           {.check = "Fuzzing", .score = inconclusive, .reason = ""}};
    EXPECT_DOUBLE_EQ(aggregate_score(results), 8);
    EXPECT_EQ(text_of_score(aggregate_score({})), "-1.0");
    EXPECT_EQ(text_of_score(7), "7.0");
}

TEST(Details, AreWrittenAsThePeerWritesThem) {
    Detail detail{.level = Detail::Level::warn, .text = "t"};
    EXPECT_EQ(text_of(detail), "Warn: t");
    detail.location = Location{.path = "a/b", .line = 3, .line_end = 3};
    EXPECT_EQ(text_of(detail), "Warn: t: a/b:3");
    detail.location->line_end = 5;
    detail.remediation = "do";
    EXPECT_EQ(text_of(detail), "Warn: t: a/b:3-5: do");
}

TEST(Paths, AreChosenAsGoChooses) {
    EXPECT_TRUE(matches_path("a/b/Dockerfile.X", "*dockerfile*"));
    EXPECT_FALSE(matches_path("Dockerfile", "*dockerfile*", Letters::as_written));
    EXPECT_TRUE(is_workflow_path(".GitHub/Workflows/a.yml"));
    EXPECT_FALSE(is_workflow_path(".github/workflows/a.YML"));
    EXPECT_FALSE(is_workflow_path(".github/workflows/x/a.yml"));
    EXPECT_TRUE(is_template_name("x/Dockerfile.TMPL"));
    EXPECT_TRUE(is_template_name("tpl_Dockerfile"));
    EXPECT_FALSE(is_template_name("templates/Dockerfile"));
}

}  // namespace
}  // namespace ward::scorecard
