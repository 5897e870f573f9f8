#include "judges/scorecard/accept.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/scorecard/tree_facts_fixture.h"

namespace ward::scorecard {
namespace {

// Two images without digest, one of them of a test.
Card card_of(const TreeFacts& facts) {
    const std::array<const Check*, 2> checks{check_named("Pinned-Dependencies"), check_named("License")};
    return make_card(*facts, checks);
}
TreeFacts two_images() {
    return TreeFacts(
        {{"Dockerfile", "FROM a@sha256:0123456789012345678901234567890123456789012345678901234567890123\n"},
         {"test/Dockerfile", "FROM alpine\n"}});
}
constexpr std::string_view accept =
    "[[scorecard.accept]]\ncheck = \"Pinned-Dependencies\"\npath = \"test/**\"\nreason = \"never run\"\nexpires = ";

std::vector<Acceptance> entries(std::string_view day) {
    return read_acceptances(std::string(accept) + std::string(day) + "\n", "accept.toml").value();
}

const CheckResult& pinned(const Card& card) {
    return *std::ranges::find(card.checks, "Pinned-Dependencies", &CheckResult::check);
}

TEST(Accept, gives_a_second_score_beside_the_first) {
    const TreeFacts facts = two_images();
    Card card = card_of(facts);
    apply_acceptances(card, *facts, entries("2026-11-26"), Counting::counted);
    EXPECT_EQ(pinned(card).score, 5);
    EXPECT_EQ(pinned(card).own_score, 10);
    ASSERT_EQ(card.accepted.size(), 1U);
    EXPECT_THAT(card.accepted[0].details,
                testing::ElementsAre("Warn: containerImage not pinned by hash: test/Dockerfile:1"));
    EXPECT_EQ(card.accepted[0].origin, "accept.toml:1");
}

TEST(Accept, of_yesterday_or_of_the_project_is_only_shown) {
    const TreeFacts facts = two_images();
    Card expired = card_of(facts);
    apply_acceptances(expired, *facts, entries("\"2026-11-25\""), Counting::counted);
    EXPECT_EQ(pinned(expired).own_score, std::nullopt);
    EXPECT_TRUE(expired.accepted[0].is_expired);
    Card wished = card_of(facts);
    apply_acceptances(wished, *facts, entries("2027-01-01"), Counting::shown);
    EXPECT_EQ(pinned(wished).own_score, std::nullopt);
    EXPECT_EQ(wished.accepted[0].details.size(), 1U);
}

TEST(Accept, of_a_whole_check_needs_something_to_accept) {
    const TreeFacts facts = two_images();
    Card card = card_of(facts);
    const auto rows = read_acceptances(
        "[[scorecard.accept]]\ncheck = \"License\"\nreason = \"private\"\nexpires = 2027-01-01\n"
        "[[scorecard.accept]]\ncheck = \"Pinned-Dependencies\"\npath = \"nowhere\"\nreason = \"x\"\nexpires = "
        "2027-01-01\n",
        "a.toml");
    ASSERT_TRUE(rows) << rows.error().message();
    apply_acceptances(card, *facts, *rows, Counting::counted);
    EXPECT_EQ(card.checks[0].check, "License");
    EXPECT_EQ(card.checks[0].own_score, 10);
    EXPECT_EQ(pinned(card).own_score, std::nullopt);
    EXPECT_TRUE(card.accepted[1].details.empty());
}

TEST(Accept, is_refused_without_reason_or_day) {
    for (const auto& [text, what] : {
             std::pair{"check = \"SAST\"\nexpires = 2027-01-01", "needs a reason"},
             std::pair{"check = \"SAST\"\nreason = \"x\"", "needs `expires`"},
             std::pair{"check = \"SAST\"\nreason = \"x\"\nexpires = \"soon\"", "needs `expires`"},
             std::pair{"check = \"Sass\"\nreason = \"x\"\nexpires = 2027-01-01", "no check 'Sass'"},
             std::pair{"check = \"SAST\"\nfile = \"x\"", "unknown key 'file'"},
         }) {
        const auto rows = read_acceptances(std::string("[[scorecard.accept]]\n") + text + '\n', "a.toml");
        ASSERT_FALSE(rows) << text;
        EXPECT_THAT(rows.error().what, testing::HasSubstr(what));
    }
    EXPECT_TRUE(read_acceptances("[scan]\nexclude = [\"x\"]\n", "ward.toml").value().empty());
}

}  // namespace
}  // namespace ward::scorecard
