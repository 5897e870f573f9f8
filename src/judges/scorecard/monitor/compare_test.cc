#include "judges/scorecard/monitor/compare.h"

#include <gtest/gtest.h>

#include "judges/scorecard/monitor/findings.h"

namespace ward::scorecard::monitor {
namespace {

struct Side {
    double score = 5;
    std::string commit = "aaaaaaa";
    std::string tool = "v5.5.0";
    std::string advisories = "s1";
    std::vector<CheckScore> checks = {};
};

Row row_of(const Side& side) {
    return {.repository = {"github.com", "a", "b"},
            .score = side.score,
            .date = "2030-01-01",
            .commit = side.commit,
            .tool_version = side.tool,
            .advisories = side.advisories,
            .checks = side.checks};
}

std::string causes(const Side& before, const Side& after) {
    return text_of(compare(row_of(before), row_of(after)).causes);
}

TEST(compare, another_commit_is_the_projects_doing) {
    EXPECT_EQ(causes({.checks = {{"License", 9}, {"Token-Permissions", 5}}},
                     {.score = 6, .commit = "bbbbbbb", .checks = {{"License", 9}, {"Token-Permissions", 10}}}),
              "project");
}

TEST(compare, the_same_commit_scored_otherwise_is_the_programs_doing) {
    EXPECT_EQ(causes({.checks = {{"Token-Permissions", 5}}}, {.score = 6, .checks = {{"Token-Permissions", 10}}}),
              "tool");
    EXPECT_EQ(causes({.checks = {{"Token-Permissions", 5}}},
                     {.score = 6, .tool = "v5.6.0", .checks = {{"Token-Permissions", 10}}}),
              "tool");
}

TEST(compare, the_same_commit_with_other_settings_or_activity_is_the_forges) {
    EXPECT_EQ(causes({.checks = {{"Branch-Protection", 5}}}, {.score = 6, .checks = {{"Branch-Protection", 8}}}),
              "forge");
    EXPECT_EQ(causes({.checks = {{"Branch-Protection", 5}}},
                     {.score = 6, .commit = "bbbbbbb", .tool = "v5.6.0", .checks = {{"Branch-Protection", 8}}}),
              "project or forge or tool");
}

TEST(compare, new_advisories_are_neither_the_projects_nor_the_programs_doing) {
    const std::vector<CheckScore> before{{.name = "Vulnerabilities", .score = 10}};
    const std::vector<CheckScore> after{
        {.name = "Vulnerabilities", .score = 9, .details = {"Warn: Project is vulnerable to: GHSA-x"}}};
    EXPECT_EQ(causes({.checks = before}, {.score = 4.9, .advisories = "s2", .checks = after}), "advisories");
    EXPECT_EQ(causes({.checks = before}, {.score = 4.9, .commit = "bbbbbbb", .checks = after}), "project");
    EXPECT_EQ(causes({.checks = before}, {.score = 4.9, .commit = "bbbbbbb", .advisories = "", .checks = after}),
              "project or advisories");
    EXPECT_EQ(causes({.checks = before}, {.score = 4.9, .checks = after}), "tool");
}

TEST(compare, which_checks_are_made_is_the_programs_doing) {
    const Change change = compare(row_of({.checks = {{"License", 9}, {"Webhooks", 0}}}),
                                  row_of({.score = 6, .commit = "bbbbbbb", .checks = {{"License", 9}, {"SBOM", 3}}}));
    ASSERT_EQ(change.checks.size(), 2U);
    EXPECT_EQ(change.checks[0].check, "SBOM");
    EXPECT_EQ(change.checks[0].before, std::nullopt);
    EXPECT_EQ(change.checks[1].check, "Webhooks");
    EXPECT_EQ(change.checks[1].after, std::nullopt);
    EXPECT_EQ(text_of(change.causes), "tool");
}

TEST(compare, without_checks_only_the_circumstances_speak) {
    EXPECT_EQ(causes({}, {.score = 6, .commit = "bbbbbbb"}), "project");
    EXPECT_EQ(causes({}, {.score = 6, .tool = "v6"}), "tool");
    EXPECT_EQ(causes({}, {.score = 6}), "forge or tool or advisories");
    EXPECT_EQ(causes({.commit = ""}, {.score = 6}), "unknown");
    EXPECT_FALSE(compare(row_of({}), row_of({})).causes.any());
}

TEST(compare, findings_enter_and_leave) {
    const Change change =
        compare(row_of({.checks = {{"SAST", 5, "", {"Warn: old: a.yml:1", "Warn: same: b.yml:2", "Info: x"}}}}),
                row_of({.commit = "bbbbbbb",
                        .checks = {{"SAST", 5, "", {"Warn: same: b.yml:9", "Warn: new: c.yml", "Info: y"}}}}));
    ASSERT_EQ(change.checks.size(), 1U);
    EXPECT_EQ(change.checks[0].appeared, std::vector<std::string>{"Warn: new: c.yml"});
    EXPECT_EQ(change.checks[0].gone, std::vector<std::string>{"Warn: old: a.yml:1"});
    EXPECT_EQ(change.delta, 0);
}

TEST(compare, a_finding_that_moved_within_its_file_is_the_same) {
    EXPECT_EQ(finding_key("Warn: x: a.yml:12-14: do: it"), "Warn: x: a.yml: do: it");
    EXPECT_EQ(finding_key("Warn: a:1b c:2"), "Warn: a:1b c");
    EXPECT_EQ(finding_key("10:"), "10:");
    const auto twice = compare_findings({"f:1", "f:2"}, {"f:5", "f:6", "f:7"});
    EXPECT_EQ(twice.appeared, std::vector<std::string>{"f:7"});
    EXPECT_TRUE(twice.gone.empty());
    EXPECT_EQ(compare_findings({"f:1", "f:2"}, {"f:5"}).gone, std::vector<std::string>{"f:2"});
}

TEST(compare, small_moves_by_reviewers_alone_are_noise) {
    const auto is_noise = [](double delta, std::vector<CheckScore> before, std::vector<CheckScore> after) {
        return compare(row_of({.checks = std::move(before)}), row_of({.score = 5 + delta, .checks = std::move(after)}))
            .is_noise;
    };
    EXPECT_TRUE(is_noise(0.3, {{"Code-Review", 5}}, {{"Code-Review", 9}}));
    EXPECT_TRUE(is_noise(-0.3, {{"Maintained", 5}, {"CI-Tests", 9}}, {{"Maintained", 3}, {"CI-Tests", 10}}));
    EXPECT_FALSE(is_noise(0.4, {{"Code-Review", 5}}, {{"Code-Review", 9}}));
    EXPECT_FALSE(is_noise(0.1, {{"Code-Review", 5}, {"SAST", 1}}, {{"Code-Review", 9}, {"SAST", 2}}));
    EXPECT_FALSE(is_noise(0.1, {{"Code-Review", 5}}, {{"Code-Review", 5}, {"Contributors", 2}}));
    EXPECT_FALSE(is_noise(0.1, {}, {}));
    // Findings that came and went beside it did not move the score.
    EXPECT_TRUE(is_noise(0.1, {{"Code-Review", 5}, {"SAST", 1}}, {{"Code-Review", 9}, {"SAST", 1, "", {"Warn: x"}}}));
    EXPECT_FALSE(is_noise(0.1, {{"Code-Review", 5}}, {{"Code-Review", 5, "", {"Warn: x"}}}));
    // It may have been the program as well.
    EXPECT_FALSE(compare(row_of({.checks = {{"Code-Review", 5}}}),
                         row_of({.score = 5.2, .tool = "v5.6.0", .checks = {{"Code-Review", 9}}}))
                     .is_noise);
}

}  // namespace
}  // namespace ward::scorecard::monitor
