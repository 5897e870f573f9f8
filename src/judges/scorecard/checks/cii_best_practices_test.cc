#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view cii_best_practices_check = "CII-Best-Practices";

CheckResult judge(std::string_view level) {
    FactsFixture with;
    with.forge().badge_level = level;
    return with.run(cii_best_practices_check);
}

struct Row {
    std::string_view level;
    int score = 0;
    std::string_view reason;
    std::string_view finding;
};

TEST(CiiBestPractices, scores) {
    constexpr std::string_view yes = "hasOpenSSFBadge True OpenSSF best practice badge found at ";
    for (const Row& row : std::vector<Row>{
             {"gold", 10, "badge detected: Gold", "Gold"},
             {"silver", 7, "badge detected: Silver", "Silver"},
             {"passing", 5, "badge detected: Passing", "Passing"},
             {"in_progress", 2, "badge detected: InProgress", "InProgress"},
             // A part of the word is enough, and the lowest level comes first.
             {"passing_and_more", 5, "badge detected: Passing", "Passing"},
             {"gold after silver", 7, "badge detected: Silver", "Silver"},
             {"gold, in_progress", 2, "badge detected: InProgress", "InProgress"},
         }) {
        const CheckResult result = judge(row.level);
        EXPECT_EQ(result.score, row.score) << row.level;
        EXPECT_EQ(result.reason, row.reason);
        EXPECT_EQ(probes_of(result), Lines{std::string(yes) + std::string(row.finding) + " level."});
        EXPECT_EQ(result.findings[0].values.at("badgeLevel"), row.finding);
        EXPECT_TRUE(result.details.empty());
    }
}

TEST(CiiBestPractices, no_project_is_0) {
    const CheckResult result = judge("");
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(result.reason, "no effort to earn an OpenSSF best practices badge detected");
    EXPECT_EQ(probes_of(result), Lines{"hasOpenSSFBadge False Project does not have an OpenSSF badge"});
}

TEST(CiiBestPractices, another_word_is_an_error) {
    const CheckResult result = judge("Gold");
    EXPECT_EQ(result.score, inconclusive);
    EXPECT_EQ(result.error, "internal error: unsupported badge: Gold");
}

TEST(CiiBestPractices, not_asked) {
    expect_needs_forge(cii_best_practices_check);
    FactsFixture with;
    with.forge();
    expect_lacks(with, cii_best_practices_check, "badge_level");
}

}  // namespace
}  // namespace ward::scorecard
