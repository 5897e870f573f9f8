// What a person changed and did not commit, carried over an update.
#include "actions/update/run/uncommitted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"

namespace ward::update {
namespace {

using test::tree_of;
using testing::HasSubstr;

const std::string lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

FileTree carried(const FileTree& base, const FileTree& mine, const FileTree& theirs) {
    const auto out = carry_over(base, mine, theirs);
    EXPECT_TRUE(out) << out.error().message();
    return out.value_or(FileTree{});
}
std::string refusal(const FileTree& base, const FileTree& mine, const FileTree& theirs) {
    const auto out = carry_over(base, mine, theirs);
    return out ? "" : out.error().message();
}

TEST(CarryOver, KeepsBothSidesChanges) {
    const FileTree base = tree_of({{"a", lines}, {"gone", "x\n"}, {"dropped", "y\n"}, {"same", "s\n"}});
    const FileTree mine = tree_of({{"a", "mine\n" + lines}, {"dropped", "y\n"}, {"same", "s\n"}, {"own", "o\n"}});
    const FileTree theirs = tree_of({{"a", lines + "theirs\n"}, {"gone", "x\n"}, {"same", "s\n"}, {"new", "n\n"}});
    EXPECT_EQ(carried(base, mine, theirs),
              tree_of({{"a", "mine\n" + lines + "theirs\n"}, {"same", "s\n"}, {"own", "o\n"}, {"new", "n\n"}}));
    EXPECT_EQ(carried(base, base, theirs), theirs);
    EXPECT_EQ(carried(base, theirs, theirs), theirs) << "made by hand already";
}

TEST(CarryOver, RefusesWhatIsAboutTheSame) {
    const FileTree base = tree_of({{"a", lines}});
    EXPECT_THAT(refusal(base, tree_of({{"a", "mine\n"}}), tree_of({{"a", "theirs\n"}})), HasSubstr("a: "));
    EXPECT_THAT(refusal(base, {}, tree_of({{"a", "theirs\n"}})), HasSubstr("both change it"));
    EXPECT_THAT(refusal(base, tree_of({{"a", "mine\n"}}), {}), HasSubstr("both change it"));
    EXPECT_THAT(refusal({}, tree_of({{"b", "1"}}), tree_of({{"b", "2"}})), HasSubstr("both change it"));
    const std::string zero(1, '\0');
    EXPECT_THAT(refusal(tree_of({{"b", zero}}), tree_of({{"b", zero + "1"}}), tree_of({{"b", zero + "2"}})),
                HasSubstr("both change it"));
    EXPECT_NE(refusal({}, tree_of({{"b", "1"}}), tree_of({{"b/c", "2"}})), "") << "a file where a folder is";
}

TEST(CarryOver, KeepsAModeThatAPersonChanged) {
    FileTree mine = tree_of({{"a", lines}});
    mine["a"].set_kind(FileKind::executable);
    const FileTree out = carried(tree_of({{"a", lines}}), mine, tree_of({{"a", lines + "x\n"}}));
    EXPECT_EQ(out.at("a").kind(), FileKind::executable);
    EXPECT_EQ(out.at("a").bytes(), lines + "x\n");
}

}  // namespace
}  // namespace ward::update
