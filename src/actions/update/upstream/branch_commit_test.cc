#include "actions/update/upstream/branch_commit.h"

#include "actions/update/upstream/upstream_fixture.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

using test::commit_a;
using testing::HasSubstr;

std::string digits_in(const std::string& new_version, const std::string& version) {
    Recipe recipe;
    recipe.new_version = new_version;
    return commit_digits(recipe, version);
}

TEST(CommitDigits, AreWhereTheRecipePutsThem) {
    const std::string zlib = "{macro:zlib.h:ZLIB_VERSION}-{sha7}";
    EXPECT_EQ(digits_in(zlib, "1.3.1-abcdef0"), "abcdef0");
    EXPECT_EQ(digits_in(zlib, "1.3.1-motley-470d3a2"), "470d3a2");
    EXPECT_EQ(digits_in("{v}+g{sha7}.local", "1.2+g0123456.local"), "0123456");
    EXPECT_EQ(digits_in("{v}-{commit}", "1-" + commit_a), commit_a);
    EXPECT_EQ(digits_in("{sha7}", "abcdef0"), "abcdef0");
    EXPECT_EQ(digits_in("", commit_a), commit_a);
}

TEST(CommitDigits, AreNothingElse) {
    const std::string zlib = "{macro:zlib.h:ZLIB_VERSION}-{sha7}";
    EXPECT_EQ(digits_in(zlib, "1.3.1"), "");
    EXPECT_EQ(digits_in(zlib, "1.3.1-abcdef"), "");    // six
    EXPECT_EQ(digits_in(zlib, "1.3.1-abcdef01"), "");  // eight
    EXPECT_EQ(digits_in(zlib, "1.3.1-ABCDEF0"), "");
    EXPECT_EQ(digits_in("{v}-{sha7}.local", "1-abcdef0"), "");
    EXPECT_EQ(digits_in("{v}.{date}", "1.abcdef0"), "");
    EXPECT_EQ(digits_in("fixed", "fixed"), "");
    EXPECT_EQ(digits_in("}{", "x"), "");
    EXPECT_EQ(digits_in("", "abcdef0"), "");
    EXPECT_EQ(digits_in("", ""), "");
}

class CommitOfBranch : public test::UpstreamTest {
  protected:
    void SetUp() override {
        if (git.run("git --version").empty()) GTEST_SKIP() << "needs git";
        world.allow_local_git = true;
        world.git_folder = git.path("kept");
        git.run(
            "mkdir up && cd up && git init -q -b main . && echo 1 > a.c && git add -A && git commit -qm one && "
            "git commit -q --allow-empty -m two && git checkout -q -b other && git commit -q --allow-empty -m three");
        recipe.source.url = "file://" + git.path("up");
        recipe.source.reference = "main";
        first = git.run("git rev-parse main~1", "up");
    }
    std::string found(const std::string& digits) {
        const auto commit = commit_of_branch(recipe.source, digits, world);
        return commit ? *commit : commit.error().message();
    }

    gitobjects::GitFixture git;
    std::string first;
};

TEST_F(CommitOfBranch, IsTheOneThatBeginsSo) {
    EXPECT_EQ(found(first.substr(0, 7)), first);
    EXPECT_EQ(found(first.substr(0, 12)), first);
    EXPECT_EQ(found(first), first);
    EXPECT_EQ(branch_reference(recipe.source), "refs/heads/main");
}

TEST_F(CommitOfBranch, SaysWhatItCannotResolve) {
    const std::string elsewhere = git.run("git rev-parse other", "up").substr(0, 7);
    EXPECT_THAT(found(elsewhere), HasSubstr("branch main has no commit that begins with " + elsewhere));
    EXPECT_THAT(found("abc"), HasSubstr("'abc' is no commit: 7 or more lower-case hexadecimal digits"));
    EXPECT_THAT(found("1.3.1-x"), HasSubstr("is no commit"));
    recipe.source.reference = "none";
    EXPECT_NE(found(first.substr(0, 7)), first);
}

}  // namespace
}  // namespace ward::update
