#include "judges/scorecard/thresholds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::scorecard {
namespace {

TEST(Thresholds, are_read_from_the_peers_policy) {
    const auto policy = read_thresholds(
        "version: 1\npolicies:\n  License:\n    score: 9\n    mode: enforced\n  SAST:\n    mode: disabled\n", "p.yml");
    ASSERT_TRUE(policy) << policy.error().message();
    EXPECT_EQ(*policy, (Thresholds{{"License", {9, true}}, {"SAST", {0, false}}}));
    EXPECT_EQ(read_thresholds("version: 1\n", "p.yml").value(), Thresholds{});
}

TEST(Thresholds, are_refused_with_their_line) {
    for (const auto& [text, what] : {
             std::pair{"policies: {}\n", "version: 1"},
             std::pair{"version: 2\n", "version: 1"},
             std::pair{"version: 1\npolicies:\n  Licence: {score: 1, mode: enforced}\n", "no check 'Licence'"},
             std::pair{"version: 1\npolicies:\n  License: {score: 11, mode: enforced}\n", "from 0 to 10"},
             std::pair{"version: 1\npolicies:\n  License: {score: 1, mode: Enforced}\n", "enforced or disabled"},
             std::pair{"version: 1\npolicies:\n  License: {score: 1}\n", "enforced or disabled"},
             std::pair{"version: 1\npolicies: [1]\n", "a row for each check"},
         }) {
        const auto policy = read_thresholds(text, "p.yml");
        ASSERT_FALSE(policy) << text;
        EXPECT_THAT(policy.error().what, testing::HasSubstr(what)) << text;
        EXPECT_THAT(policy.error().where, testing::StartsWith("p.yml:")) << text;
    }
    EXPECT_FALSE(read_thresholds("version: [", "p.yml"));
}

TEST(Thresholds, ask_nothing_of_what_could_not_be_decided) {
    EXPECT_TRUE(is_below({.check = "License", .score = 8, .reason = ""}, {9, true}));
    EXPECT_FALSE(is_below({.check = "License", .score = 9, .reason = ""}, {9, true}));
    EXPECT_FALSE(is_below({.check = "License", .score = inconclusive, .reason = ""}, {9, true}));
    EXPECT_FALSE(is_below({.check = "License", .score = 0, .reason = ""}, {9, false}));
}

}  // namespace
}  // namespace ward::scorecard
