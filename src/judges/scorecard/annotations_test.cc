#include "judges/scorecard/annotations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/scorecard/tree_facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view both =
    "annotations:\n  - checks: [binary-artifacts, SAST]\n    reasons:\n      - reason: test-data\n"
    "  - checks: [sast]\n    reasons:\n      - reason: not-supported\n";

TEST(Annotations, are_reasons_by_check) {
    const TreeFacts facts({{".scorecard.yml", both}});
    const Annotations said = read_annotations(*facts);
    EXPECT_EQ(said.problem, "");
    EXPECT_EQ(said.reasons.at("Binary-Artifacts"), std::vector<std::string>{"test-data"});
    EXPECT_EQ(said.reasons.at("SAST"), (std::vector<std::string>{"test-data", "not-supported"}));
    const CheckResult low{.check = "SAST", .score = 3, .reason = ""};
    ASSERT_EQ(annotations_of(low, said.reasons).size(), 2U);
    EXPECT_EQ(annotations_of(low, said.reasons)[1]->id, "not-supported");
    EXPECT_TRUE(annotations_of({.check = "SAST", .score = max_score, .reason = ""}, said.reasons).empty());
    EXPECT_TRUE(annotations_of({.check = "License", .score = 0, .reason = ""}, said.reasons).empty());
}

TEST(Annotations, come_from_the_first_file_even_if_it_is_void) {
    const TreeFacts facts(
        {{"scorecard.yaml", "annotations:\n  - checks: [nonsense]\n"}, {".github/scorecard.yml", both}});
    const Annotations said = read_annotations(*facts);
    EXPECT_TRUE(said.reasons.empty());
    EXPECT_THAT(said.problem, testing::HasSubstr("scorecard.yaml: no check 'nonsense'"));
}

TEST(Annotations, with_an_unknown_reason_are_void) {
    const TreeFacts facts(
        {{"scorecard.yml", "annotations:\n  - checks: [sast]\n    reasons:\n      - reason: because\n"}});
    EXPECT_THAT(read_annotations(*facts).problem, testing::HasSubstr("no reason 'because'"));
    EXPECT_EQ(read_annotations(*TreeFacts({{"a", "b"}})).problem, "");
}

}  // namespace
}  // namespace ward::scorecard
