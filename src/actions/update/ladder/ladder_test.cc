// The ladder as a whole: what is always climbed, what holds, is absent or was lost, and what nobody can find out.
#include <set>

#include "actions/update/ladder/ladder_fixture.h"

namespace ward::update {
namespace {

using test::archive_of;
using test::commit_a;
using test::commit_b;
using test::LadderTest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = RungResult::Kind;

TEST(Rungs, AreWholeAndUnique) {
    std::set<std::string_view> names;
    for (const Rung* rung : all_rungs()) {
        EXPECT_TRUE(names.insert(rung->name).second) << rung->name;
        EXPECT_FALSE(rung->summary.empty()) << rung->name;
        EXPECT_NE(rung->climb, nullptr);
        EXPECT_EQ(rung_named(rung->name), rung);
    }
    for (const char* name : {"lock", "sums", "npm-integrity", "npm-signature", "npm-provenance", "pgp", "sigstore",
                             "commit", "second-source", "size"})
        EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_EQ(rung_named("trust"), nullptr);
}

TEST(Rungs, LongListsOfDifferencesAreCut) {
    std::vector<std::string> paths(max_listed_differences, "a");
    EXPECT_FALSE(listed(paths).contains("more"));
    paths.resize(max_listed_differences + 2, "b");
    EXPECT_THAT(listed(paths), testing::EndsWith(" and 2 more"));
    EXPECT_EQ(listed({"a\x1b[2J"}), "a\\x1b[2J");
}

TEST_F(LadderTest, LockIsAlwaysClimbed) {
    Ladder ladder = climb();
    ASSERT_EQ(ladder.results.size(), 1u);
    EXPECT_EQ(ladder.results[0].rung, "lock");
    EXPECT_EQ(ladder.results[0].detail, "1.0.0 is new to the lock file");
    EXPECT_TRUE(ladder.holds());
    recipe.verify = {demand("lock")};
    EXPECT_EQ(climb().results.size(), 1u);
    fetched.clear();
    EXPECT_THAT(climb().faults, ElementsAre("thing: nothing was downloaded"));
    EXPECT_FALSE(Ladder{}.holds());
}

TEST_F(LadderTest, ALockedVersionIsWhatItWas) {
    const LockedDependency locked = locked_as_fetched();
    EXPECT_TRUE(climb(&locked).holds());
    // Packed anew: another order of the same files' bytes in the archive, the files the same.
    give(fetched[0].bytes + std::string(10'240, '\0'));
    Ladder ladder = climb(&locked);
    EXPECT_TRUE(ladder.holds());
    EXPECT_THAT(ladder.results[0].detail, HasSubstr("was packed anew"));
    give(archive_of({{"a.c", "int b;"}}));
    EXPECT_THAT(climb(&locked).faults, ElementsAre(HasSubstr("lock fails: tag moved: the files of thing-1.0.0.tar")));
    // No digest of the tree: the bytes alone count.
    LockedDependency bare = locked;
    bare.artefacts[0].tree_sha256.clear();
    EXPECT_FALSE(climb(&bare).holds());
    // Another version's entry says nothing.
    LockedDependency older = locked;
    older.version = "0.9.0";
    EXPECT_TRUE(climb(&older).holds());
    // An archive that cannot be unpacked is no "same files".
    give("rubbish");
    EXPECT_FALSE(climb(&locked).holds());
}

TEST_F(LadderTest, ALockedCommitIsWhatItWas) {
    const LockedDependency locked = locked_as_fetched();
    candidate.commit = commit_b;
    EXPECT_THAT(
        climb(&locked).faults,
        ElementsAre(fmt::format("thing: lock fails: tag moved: {} was locked, it is {} now", commit_a, commit_b)));
    candidate.commit.clear();
    EXPECT_THAT(climb(&locked).faults, ElementsAre(HasSubstr("none is told now")));
    fetched[0].commit = commit_a;  // told when it was fetched
    EXPECT_TRUE(climb(&locked).holds());
}

TEST_F(LadderTest, FilesOfGitAreComparedByTheirTree) {
    fetched[0].bytes.clear();
    fetched[0].sha256.clear();
    fetched[0].files = FileTree{{"a.c", TreeFile("int a;")}};
    LockedDependency locked = locked_as_fetched();
    EXPECT_TRUE(climb(&locked).holds());
    fetched[0].files = FileTree{{"a.c", TreeFile("int b;")}};
    EXPECT_FALSE(climb(&locked).holds());
    locked.artefacts[0].tree_sha256.clear();
    EXPECT_FALSE(climb(&locked).holds());
}

TEST_F(LadderTest, AbsentLostAndPresentAreDifferent) {
    Demand wanted = demand("sums");
    EXPECT_THAT(climb_one(wanted), HasSubstr("absent: upstream publishes no checksums"));
    wanted.need = Demand::Need::if_present;
    recipe.verify = {wanted};
    EXPECT_TRUE(climb().holds());
    LockedDependency before;
    before.version = "0.9.0";
    before.evidence["sums.file"] = "SHA256SUMS";
    Ladder ladder = climb(&before);
    EXPECT_EQ(ladder.results[1].kind, Kind::lost);
    EXPECT_THAT(ladder.faults, ElementsAre(HasSubstr("thing: sums lost: ")));
    EXPECT_THAT(ladder.faults, ElementsAre(HasSubstr("0.9.0 had it")));
    recipe.acknowledge = {"sums@1.1.0", "pgp"};
    EXPECT_FALSE(climb(&before).holds());
    recipe.acknowledge = {"sums@1.0.0"};
    EXPECT_TRUE(climb(&before).holds());
    recipe.acknowledge = {"sums"};
    EXPECT_TRUE(climb(&before).holds());
    // Evidence of a rung whose name only begins alike.
    before.evidence = {{"sums-of-others.file", "x"}};
    recipe.acknowledge.clear();
    EXPECT_TRUE(climb(&before).holds());
}

TEST_F(LadderTest, DemandsThatNobodyUnderstandsFail) {
    EXPECT_THAT(climb_one(demand("trust")), HasSubstr("fails: there is no rung \"trust\""));
    EXPECT_THAT(climb_one(demand("sums", {{"assett", "x"}})), HasSubstr("fails: rung sums has no word \"assett\""));
    EXPECT_THAT(climb_one(demand("sums", {{"asset", "{nothing}"}})), HasSubstr("fails: could not be found out"));
}

TEST_F(LadderTest, WhatCannotBeFoundOutIsAFailure) {
    give_asset("SHA256SUMS", "x");
    upstream.answer(candidate.assets[0].second, {.is_lost = true});
    Demand wanted = demand("sums");
    wanted.need = Demand::Need::if_present;
    EXPECT_THAT(climb_one(wanted), HasSubstr("fails: could not be found out"));
    upstream.answer(candidate.assets[0].second, {.status = 403});
    EXPECT_THAT(climb_one(wanted), HasSubstr("fails: could not be found out"));
    world.http = nullptr;
    EXPECT_THAT(climb_one(wanted), HasSubstr("offline"));
}

}  // namespace
}  // namespace ward::update
