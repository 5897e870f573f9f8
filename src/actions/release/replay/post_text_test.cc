// Sentences of posts in the forms that were published since 2023.
#include "actions/release/replay/post_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PostText, MarkdownIsPlainText) {
    EXPECT_EQ(plain_line("**Node.js 22**,  [a b](https://example.org/x) and `code`"), "Node.js 22, a b and code");
    EXPECT_EQ(plain_line("\\~Session() \\*not\\* a"), "~Session() *not* a");
    EXPECT_EQ(plain_line("[open](without end"), "open(without end");
}

struct HeadingCase {
    std::string heading;
    std::string title;
    std::vector<std::string> cves;
    std::string rating;
};

TEST(PostText, HeadingsOfReportsAreReadFromTheirEnd) {
    const std::string id = "CVE-2023-23918";
    for (const HeadingCase& one : std::vector<HeadingCase>{
             {"## A title (CVE-2023-23918) - (high)", "A title", {id}, "high"},
             {"## A title (High) (CVE-2023-23918)", "A title", {id}, "high"},
             {"## A title (MEDIUM)(CVE-2023-23918)", "A title", {id}, "medium"},
             {"## A title (Low) - (CVE-2023-23918)", "A title", {id}, "low"},
             {"## A title - (CVE-2023-23918) - (Moderate)", "A title", {id}, "medium"},
             {"## A title(High) ([CVE-2023-23918](https://example.org/?name=CVE-2023-23918))", "A title", {id}, "high"},
             {"## Of f() and (x) (CVE-2023-23918)", "Of f() and (x)", {id}, ""},
             {"## An incomplete fix (of CVE-2023-1111) (CVE-2023-23918) - (low)",
              "An incomplete fix (of CVE-2023-1111)",
              {id},
              "low"},
             {"## Two (CVE-2023-23918, CVE-2023-23919) - (low)", "Two", {id, "CVE-2023-23919"}, "low"}}) {
        const auto parts = report_heading(one.heading);
        ASSERT_TRUE(parts) << one.heading;
        EXPECT_EQ(parts->title, one.title);
        EXPECT_EQ(parts->cves, one.cves);
        EXPECT_EQ(parts->rating, one.rating);
    }
    for (const char* heading : {"## Impact", "## Of CVE-2023-23918", "## (high)", "## x (CVE-2023-1)", "## )))", "##",
                                "## x (CVE-2023-23918", "## (((((((("})
        EXPECT_FALSE(report_heading(heading)) << heading;
}

TEST(PostText, LinesAreToldFromOtherNumbers) {
    EXPECT_THAT(lines_named("all versions of the 19.x, v18.x and, 16.X release lines.", {}),
                ElementsAre("19", "18", "16"));
    EXPECT_THAT(lines_named("users on Node.js 20, 22, 24 and 25.", {}), ElementsAre("20", "22", "24", "25"));
    EXPECT_THAT(lines_named("all active Node.js versions: v16, v18, and, v20.", {}), ElementsAre("16", "18", "20"));
    EXPECT_THAT(lines_named("HTTP/2 clients send 3 frames of CVE-2026-21637 before 24.12.0", {}), IsEmpty());
    EXPECT_THAT(lines_named("20.x users prior to the llhttp v9 upgrade", {"24", "20"}), ElementsAre("20"));
    EXPECT_THAT(lines_named("on 24.17.0, 22.23.0", {}, true), ElementsAre("24", "22"));
    EXPECT_THAT(lines_named("0.12.x and 4.x", {}), ElementsAre("0.12", "4"));
}

TEST(PostText, AllLinesAreToldFromAllUsers) {
    for (const char* text :
         {"all supported Node.js release lines", "in all active release lines.", "all the release lines"})
        EXPECT_TRUE(names_all_lines(text)) << text;
    for (const char* text :
         {"all users", "all versions of the 20.x release line", "no other active release lines", "all"})
        EXPECT_FALSE(names_all_lines(text)) << text;
}

TEST(PostText, VersionsAreWithoutV) {
    EXPECT_THAT(versions_named("undici (v7.2.3, 6.21.1), OpenSSL 3.0.13+quic1. On 20.x, in 2026."),
                ElementsAre("7.2.3", "6.21.1", "3.0.13+quic1"));
}

TEST(PostText, WhoIsAffected) {
    for (const auto& [sentence, who] : std::vector<std::pair<std::string, std::string>>{
             {"This vulnerability affects all Windows users in active release lines: 20.x", "all Windows users"},
             {"This vulnerability affects users of the permission model on Node.js 20.x, and 25.x.",
              "users of the permission model"},
             {"This vulnerability affects all users in all active release lines.", "all users"},
             {"This vulnerability affects two supported release lines: Node.js 22 and Node.js 24.", "all users"},
             {"This vulnerability affects 24.x and 25.x.", "all users"},
             {"This vulnerability affects Node.js v24.x users.", "all users"},
             {"This vulnerability affects 25.x processes that listen.", "processes that listen"},
             {"All versions of the 19.x release line.", "all users"},
             {"This was fixed on 24.12.0.", ""}})
        EXPECT_EQ(who_is_affected(sentence), who) << sentence;
}

struct ThanksCase {
    std::string sentence;
    std::vector<std::string> reporters;
    std::vector<std::string> fixers;
};

TEST(PostText, ThanksOfEachForm) {
    for (const ThanksCase& one : std::vector<ThanksCase>{
             {"Reported by ada. Fixed by bo and cy. Thank you!", {"ada"}, {"bo", "cy"}},
             {"Reported and fixed by ada. Thank you!", {"ada"}, {"ada"}},
             {"Fixed by bo. Thank you! Coordinated by dee.", {}, {"bo"}},
             {"Thank you, to @ada for reporting this vulnerability and thank you Bo B and cy for fixing it.",
              {"ada"},
              {"Bo B", "cy"}},
             {"Thank you to ada for reporting and fixing this vulnerability.", {"ada"}, {"ada"}},
             {"Thank you, @ada and @bo, for reporting and fixing this vulnerability.", {"ada", "bo"}, {"ada", "bo"}},
             {"Thank you, Ada, for reporting this vulnerability and for fixing it.", {"Ada"}, {"Ada"}},
             {"Thanks to ada who reported and created the security patch.", {"ada"}, {"ada"}},
             {"Thanks to ada for reporting the issue and to bo for fixing it.", {"ada"}, {"bo"}},
             {"Thank you, to A (a) for identifying & b for reporting this and thank you c for fixing it.",
              {"A (a)", "b"},
              {"c"}},
             {"Thank you, to A and B from A Company for reporting it.", {"A", "B"}, {}}}) {
        const auto thanks = thanks_of(one.sentence);
        ASSERT_TRUE(thanks) << one.sentence;
        EXPECT_EQ(thanks->reporters, one.reporters) << one.sentence;
        EXPECT_EQ(thanks->fixers, one.fixers) << one.sentence;
    }
    EXPECT_FALSE(thanks_of("A sentence that says thanks to nobody."));
    EXPECT_FALSE(thanks_of("Thanks to " + std::string(5'000, 'a') + " for reporting"));
}

TEST(PostText, RatingsAreWords) {
    EXPECT_EQ(worst_rating("is rated HIGH."), "high");
    EXPECT_EQ(worst_rating("2 low severity issues, and 1 Moderate severity issue"), "medium");
    EXPECT_EQ(worst_rating("low-volume, the highest"), "");
    EXPECT_THAT(rating_counts("1 low severity issues, 12 high severity issue and 99999 low severity issues"),
                ElementsAre(testing::Pair("low", 1), testing::Pair("high", 12)));
}

}  // namespace
}  // namespace ward::release
