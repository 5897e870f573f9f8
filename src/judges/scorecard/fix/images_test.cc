// See fix_fixture.h.
#include <gmock/gmock.h>

#include "judges/scorecard/fix/fix_fixture.h"

namespace ward::scorecard {
namespace {

using testing::HasSubstr;

TEST(FixImages, pins_by_digest) {
    TreeFacts facts({{"Dockerfile", "FROM --platform=linux/amd64 alpine:3.20 AS a\nFROM node\nFROM a\nFROM ${B}\n"}});
    const auto left = mend(facts, sources({FixKind::images}), "Pinned-Dependencies", 0, 7);
    EXPECT_EQ(text_in(facts, "Dockerfile"),
              fmt::format("FROM --platform=linux/amd64 alpine:3.20@{0} AS a\nFROM node@{0}\nFROM a\nFROM ${{B}}\n",
                          fix_digest));
    EXPECT_THAT(left, testing::ElementsAre(HasSubstr(":4: ${B}: is put together from arguments")));
}

// The name of a stage is no image, though a registry may have one of that name.
TEST(FixImages, leaves_stages) {
    TreeFacts facts({{"Dockerfile", "FROM node AS Node\nFROM node\nFROM scratch\nCOPY --from=node /a /a\n"}});
    EXPECT_TRUE(mend(facts, sources({FixKind::images}), "Pinned-Dependencies", 0, 5).empty());
    EXPECT_EQ(text_in(facts, "Dockerfile"),
              fmt::format("FROM node@{} AS Node\nFROM node\nFROM scratch\nCOPY --from=node /a /a\n", fix_digest));
}

TEST(FixImages, knows_how_a_line_may_be_written) {
    for (const auto& [before, after] : std::initializer_list<WrittenLine>{
             {"FROM\tX\tAS\tb\r\nRUN a\r\n", "FROM\tY\tAS\tb\r\nRUN a\r\n"},
             {"FROM X", "FROM Y"},
             {"FROM \\\n# X\n  X \\\n  AS c\n", "FROM \\\n# alpine:3.20\n  Y \\\n  AS c\n"},
             {"# escape=`\nFROM `\n  X\n", "# escape=`\nFROM `\n  Y\n"},
             {"FROM --platform=$BUILDPLATFORM X\n", "FROM --platform=$BUILDPLATFORM Y\n"},
             {"ARG A=X\nFROM ${A} AS b\nFROM ${A}\n", "ARG A=Y\nFROM ${A} AS b\nFROM ${A}\n"},
             {"ARG V=1 A=\"X\"\nFROM ${A}\n", "ARG V=1 A=\"Y\"\nFROM ${A}\n"}}) {
        TreeFacts facts({{"Dockerfile", replace_all(before, "X", "alpine:3.20")}});
        EXPECT_TRUE(mend(facts, sources({FixKind::images}), "Pinned-Dependencies", 0, 10).empty()) << before;
        EXPECT_EQ(text_in(facts, "Dockerfile"), replace_all(after, "Y", "alpine:3.20@" + fix_digest));
    }
}

TEST(FixImages, pins_no_name_that_is_put_together) {
    for (const std::string_view text : {"ARG V=3.20\nFROM alpine:${V}\n", "FROM alpine:$V\n", "ARG A\nFROM ${A}\n",
                                        "ARG B=a\nARG A=${B}:1\nFROM ${A}\n", "FROM ${A:-alpine:3.20}\n"}) {
        TreeFacts facts({{"Dockerfile", text}});
        EXPECT_EQ(mend(facts, sources({FixKind::images}), "Pinned-Dependencies", 0, 0).size(), 1U) << text;
        EXPECT_EQ(text_in(facts, "Dockerfile"), text);
    }
}

}  // namespace
}  // namespace ward::scorecard
