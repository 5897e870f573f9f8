// Rungs about what a forge or another source says: checksums, sizes, commits, a second source.
#include <fmt/core.h>

#include "actions/update/ladder/ladder_fixture.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

using test::archive_of;
using test::commit_a;
using test::commit_b;
using test::LadderTest;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(LadderTest, Sums) {
    give_asset("SHA256SUMS", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    EXPECT_EQ(climb_one(demand("sums")), "holds: thing-1.0.0.tar is in SHA256SUMS");
    EXPECT_THAT(evidence, testing::Contains(testing::Pair("sums.sha256", fetched[0].sha256)));
    EXPECT_EQ(climb_one(demand("sums", {{"asset", "SHA256SUMS"}, {"algorithm", "sha256"}})),
              "holds: thing-1.0.0.tar is in SHA256SUMS");
    EXPECT_THAT(climb_one(demand("sums", {{"algorithm", "sha512"}})), HasSubstr("fails: thing-1.0.0.tar is not in"));
    EXPECT_THAT(climb_one(demand("sums", {{"algorithm", "md5"}})), HasSubstr("fails: could not be found out"));
    EXPECT_THAT(climb_one(demand("sums", {{"asset", "OTHER"}})), HasSubstr("absent"));
    upstream.put("https://up.test/1.0.0.sums", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    EXPECT_EQ(climb_one(demand("sums", {{"url", "https://up.test/{v}.sums"}})),
              "holds: thing-1.0.0.tar is in 1.0.0.sums");
    upstream.put(candidate.assets[0].second, std::string(64, '0') + "  thing-1.0.0.tar\n");
    EXPECT_THAT(climb_one(demand("sums")), HasSubstr("fails: thing-1.0.0.tar has the sha256"));
    upstream.put(candidate.assets[0].second, "<html>not found</html>");
    EXPECT_THAT(climb_one(demand("sums")), HasSubstr("fails: could not be found out"));
    EXPECT_THAT(climb_one(demand("sums", {{"file", "nothing"}})), HasSubstr("no artefact is called"));
}

TEST_F(LadderTest, AFileOfEvidenceIsReadOnce) {
    give_asset("SHA256SUMS", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    upstream.once(candidate.assets[0].second, {.body = fetched[0].sha256 + "  thing-1.0.0.tar\n"});
    upstream.once(candidate.assets[0].second, {.body = "another answer"});
    recipe.verify = {demand("sums"), demand("sums", {{"algorithm", "sha256"}})};
    EXPECT_THAT(climb().faults, IsEmpty());
    EXPECT_EQ(upstream.count(candidate.assets[0].second), 1);
}

TEST_F(LadderTest, Size) {
    EXPECT_THAT(climb_one(demand("size")), HasSubstr("absent: no size is told"));
    candidate.found["asset.size:thing-1.0.0.tar"] = std::to_string(fetched[0].bytes.size());
    EXPECT_THAT(climb_one(demand("size")), HasSubstr("holds"));
    candidate.found["asset.size:thing-1.0.0.tar"] = "1";
    EXPECT_THAT(climb_one(demand("size")), HasSubstr("fails"));
    candidate.found.clear();
    LockedDependency before = locked_as_fetched();
    before.version = "0.9.0";
    const uint64_t size = before.artefacts[0].size;
    EXPECT_THAT(climb_one(demand("size"), &before), HasSubstr("holds"));
    before.artefacts[0].size = size / 4 - 1;
    EXPECT_THAT(climb_one(demand("size"), &before), HasSubstr("fails"));
    EXPECT_THAT(climb_one(demand("size", {{"factor", "5"}}), &before), HasSubstr("holds"));
    before.artefacts[0].size = size * 5;
    EXPECT_THAT(climb_one(demand("size"), &before), HasSubstr("fails"));
    EXPECT_THAT(climb_one(demand("size", {{"factor", "0"}})), HasSubstr("fails: could not"));
}

TEST_F(LadderTest, Commit) {
    EXPECT_EQ(climb_one(demand("commit")), "holds: commit " + commit_a);
    EXPECT_EQ(climb_one(demand("commit", {{"commit", commit_a}})), "holds: commit " + commit_a);
    EXPECT_EQ(climb_one(demand("commit", {{"commit", commit_b}})),
              "fails: " + commit_b + " is pinned, and the tag is at " + commit_a);
    EXPECT_THAT(climb_one(demand("commit", {{"tree", commit_b}})), HasSubstr("needs `url` beside `tree`"));
    recipe.artefacts[0].kind = "archive";
    give(archive_of({{"a.c", "int a;"}}, commit_a));
    EXPECT_EQ(climb_one(demand("commit")), "holds: commit " + commit_a);
    give(archive_of({{"a.c", "int a;"}}, commit_b));
    EXPECT_THAT(climb_one(demand("commit")), HasSubstr("fails: thing-1.0.0.tar says that it is of commit " + commit_b));
    give(archive_of({{"a.c", "int a;"}}));
    candidate.commit.clear();
    EXPECT_THAT(climb_one(demand("commit")), HasSubstr("absent"));
}

class GitLadder : public LadderTest {
  protected:
    void SetUp() override {
        if (git.run("git --version").empty()) GTEST_SKIP() << "needs git";
        world.allow_local_git = true;
        world.git_folder = git.path("kept");
        git.run(
            "mkdir up && cd up && git init -q -b main . && printf 'int a;' > a.c && echo t > test.c && git add -A && "
            "git commit -qm one && git tag v1.0.0");
        url = "file://" + git.path("up");
        candidate.commit = git.run("git rev-parse HEAD", "up");
    }
    gitobjects::GitFixture git;
    std::string url;
};

TEST_F(GitLadder, TheArchivesFilesAreThoseOfTheCommit) {
    recipe.artefacts[0].kind = "archive";
    const auto wanted = [&] { return demand("commit", {{"url", url}, {"except", "made/** *.out"}}); };
    give(archive_of({{"a.c", "int a;"}, {"test.c", "t\n"}}));
    EXPECT_EQ(climb_one(wanted()),
              "holds: commit " + candidate.commit + ", tree " + git.run("git rev-parse 'HEAD^{tree}'", "up"));
    give(archive_of({{"a.c", "int a;"}, {"made/b.c", "x"}, {"c.out", "x"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("holds: "));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("thing-1.0.0.tar lacks test.c"));
    give(archive_of({{"a.c", "int b;"}, {"test.c", "t\n"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: thing-1.0.0.tar has other files than git: a.c"));
    give(archive_of({{"a.c", "int a;"}, {"backdoor.m4", "x"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: thing-1.0.0.tar has files that git has not: backdoor.m4"));
    give(archive_of({{"a.c", "int a;"}}));
    EXPECT_THAT(climb_one(demand("commit", {{"url", url}, {"tree", commit_b}})), HasSubstr("fails: the tree is"));
    git.run("git commit -q --allow-empty -m two && git tag -f v1.0.0", "up");
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: tag moved: " + candidate.commit + " by its source"));
}

TEST_F(GitLadder, ASecondSourceByGit) {
    give(archive_of({{"a.c", "int a;"}}));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", url}})), HasSubstr("it lacks test.c"));
    give(archive_of({{"a.c", "int a;"}, {"configure", "generated"}}));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", url}})),
                HasSubstr("fails: thing-1.0.0.tar has what commit"));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", url}, {"except", "configure"}})), HasSubstr("holds"));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", "ext::sh -c id"}})), HasSubstr("fails: could not"));
}

TEST_F(LadderTest, ASecondSourceByAnotherServer) {
    const std::string other = "https://mirror.test/thing-1.0.0.tar";
    const Demand wanted = demand("second-source", {{"url", "https://mirror.test/thing-{v}.tar"}});
    EXPECT_THAT(climb_one(wanted), HasSubstr("absent"));
    upstream.put(other, fetched[0].bytes);
    EXPECT_EQ(climb_one(wanted), "holds: https://mirror.test/thing-1.0.0.tar has the same bytes");
    upstream.put(other, fetched[0].bytes + std::string(10'240, '\0'));
    EXPECT_THAT(climb_one(wanted), HasSubstr("holds: the files of"));
    upstream.put(other, archive_of({{"a.c", "int b;"}}));
    EXPECT_THAT(climb_one(wanted), HasSubstr("fails: thing-1.0.0.tar differs from https://mirror.test"));
    recipe.artefacts[0].unpack = false;
    EXPECT_THAT(climb_one(wanted), HasSubstr("has other bytes"));
    EXPECT_THAT(climb_one(demand("second-source", {{"url", fetched[0].url}})), HasSubstr("that is the first one"));
    EXPECT_THAT(climb_one(demand("second-source")), HasSubstr("needs `url` or `git`"));
}

}  // namespace
}  // namespace ward::update
