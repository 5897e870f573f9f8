#include "actions/update/upstream/git_remote.h"

#include "actions/update/upstream/upstream_fixture.h"
#include "base/text.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class GitRemote : public test::UpstreamTest {
  protected:
    void SetUp() override {
        if (git.run("git --version").empty()) GTEST_SKIP() << "needs git";
        world.http = nullptr;
        world.allow_local_git = true;
        world.git_folder = git.path("kept");
        git.run(
            "mkdir up && cd up && git init -q -b main . && mkdir lib && echo 1 > lib/a.c && echo x > README && "
            "git add -A && git commit -qm one && git tag v3.0.9 && echo 2 > lib/a.c && git commit -qam two && "
            "git tag -a -m annotated v3.0.10 && echo y > README && git commit -qam three");
        url = "file://" + git.path("up");
        recipe.source.url = url;
        recipe.source.reference = "main";
    }
    std::string rev(const std::string& name) const { return git.run("git rev-parse '" + name + "^{commit}'", "up"); }
    std::string fetch_error(std::string_view name, const Candidate& chosen) {
        const auto fetched = kind(name).fetch(recipe, chosen, world);
        return fetched ? "" : std::string(name_of(fetched.error().code)) + ": " + fetched.error().message();
    }

    gitobjects::GitFixture git;
    std::string url;
};

TEST_F(GitRemote, TagsWithTheirCommits) {
    EXPECT_EQ(versions_of("git-tag"), "3.0.10 3.0.9");  // as they are spelt: the order is the chooser's
    EXPECT_EQ(candidate_named("git-tag", "3.0.10").commit, rev("v3.0.10"));  // of the annotated tag, peeled
    EXPECT_EQ(candidate_named("git-tag", "3.0.9").tag, "v3.0.9");
}

TEST_F(GitRemote, TheFilesOfATag) {
    const auto fetched = kind("git-tag").fetch(recipe, candidate_named("git-tag", "3.0.10"), world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    ASSERT_TRUE((*fetched)[0].files);
    EXPECT_EQ((*fetched)[0].files->at("lib/a.c").bytes(), "2\n");
    EXPECT_EQ((*fetched)[0].files->size(), 2u);
    EXPECT_EQ((*fetched)[0].commit, rev("v3.0.10"));
    // A second version from the same repository of ours, and one file of it.
    recipe.artefacts = {artefact("raw", "README"), artefact("archive")};
    const auto older = kind("git-tag").fetch(recipe, candidate_named("git-tag", "3.0.9"), world);
    ASSERT_TRUE(older) << older.error().message();
    EXPECT_EQ((*older)[0].bytes, "x\n");
    EXPECT_FALSE((*older)[0].files);
    EXPECT_EQ((*older)[1].files->at("lib/a.c").bytes(), "1\n");
    recipe.artefacts = {artefact("raw", "none")};
    EXPECT_THAT(fetch_error("git-tag", candidate_named("git-tag", "3.0.9")), HasSubstr("has no file none"));
}

TEST_F(GitRemote, ATagThatMovedStops) {
    const Candidate chosen = candidate_named("git-tag", "3.0.9");
    ASSERT_EQ(fetch_error("git-tag", chosen), "");
    git.run("git tag -f v3.0.9 main", "up");
    EXPECT_THAT(fetch_error("git-tag", chosen), HasSubstr("tag v3.0.9 moved: it was at " + chosen.commit));
    EXPECT_THAT(fetch_error("git-tag", chosen), HasSubstr(rev("main")));
    git.run("git tag -d v3.0.9", "up");
    EXPECT_THAT(fetch_error("git-tag", chosen), HasSubstr("not-found"));
}

TEST_F(GitRemote, TheTipOfABranch) {
    const Candidate tip = candidate_named("git-head", rev("main"));
    EXPECT_EQ(tip.commit, rev("main"));
    EXPECT_EQ(tip.published, 1'700'000'000);
    const auto fetched = kind("git-head").fetch(recipe, tip, world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ((*fetched)[0].files->at("README").bytes(), "y\n");
    EXPECT_EQ((*fetched)[0].commit, rev("main"));
    // The branch goes on: what was chosen is what is fetched, as long as it is the branch's.
    git.run("echo z > README && git commit -qam four", "up");
    const auto again = kind("git-head").fetch(recipe, tip, world);
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ((*again)[0].files->at("README").bytes(), "y\n");
    // Taken back.
    git.run("git checkout -q --orphan other && git commit -qm fresh && git branch -f main && git checkout -q main",
            "up");
    EXPECT_THAT(fetch_error("git-head", tip), HasSubstr("has no commit " + tip.commit + " any more"));
}

TEST_F(GitRemote, OnlyWhatChangesThePathsCounts) {
    recipe.source.paths = {"lib"};
    EXPECT_EQ(versions_of("git-head"), rev("v3.0.10"));
    recipe.source.paths = {"lib/**"};
    EXPECT_EQ(versions_of("git-head"), rev("v3.0.10"));
    recipe.source.paths = {"**.c"};
    EXPECT_EQ(versions_of("git-head"), rev("v3.0.10"));
    recipe.source.paths = {"lib/a.c"};
    EXPECT_EQ(versions_of("git-head"), rev("v3.0.10"));
    recipe.source.paths = {"**"};
    EXPECT_EQ(versions_of("git-head"), rev("main"));
    recipe.source.paths = {"none"};  // nothing ever changed there: the first commit
    EXPECT_EQ(versions_of("git-head"), rev("v3.0.9"));
    // The program's own answer, through a merge too.
    git.run(
        "git checkout -q -b side v3.0.9 && echo s > side && git add -A && git commit -qm side && "
        "git checkout -q main && git merge -q -m merge side",
        "up");
    for (const char* path : {"lib", "README", "side"}) {
        recipe.source.paths = {path};
        EXPECT_EQ(versions_of("git-head"), git.run(std::string("git log -1 --format=%H -- ") + path, "up")) << path;
    }
}

TEST_F(GitRemote, TheCommitThatAFileOfTheProjectNames) {
    world.project_folder = git.path("project");
    const auto say = [&](const std::string& text) {
        git.run("mkdir -p project && echo '" + text + "' > project/README");
    };
    recipe.source.commit_file = "README";
    recipe.source.commit_pattern = "^Revision: (\\S+)$";
    EXPECT_NE(versions_of("git-head"), rev("main"));  // no project
    say("Revision: " + rev("v3.0.10"));
    EXPECT_EQ(versions_of("git-head"), rev("v3.0.10"));
    EXPECT_EQ(fetch_error("git-head", candidate_named("git-head", rev("v3.0.10"))), "");
    say("Revision: " + test::commit_a);
    EXPECT_THAT(versions_of("git-head"),
                HasSubstr("names commit " + test::commit_a + ", which is none of branch main"));
    say("Revision: 1.2.3");
    EXPECT_THAT(versions_of("git-head"), HasSubstr("names '1.2.3', which is no commit"));
    say("nothing");
    EXPECT_THAT(versions_of("git-head"), HasSubstr("finds nothing"));
}

TEST_F(GitRemote, ACommitWithoutOtherFilesIsNoUpdate) {
    const std::string before = rev("main");
    git.run("git commit -q --allow-empty -m empty", "up");
    EXPECT_EQ(versions_of("git-head"), rev("main"));
    recipe.source.skip_if_tree_equal = true;
    EXPECT_EQ(versions_of("git-head"), before);
}

TEST_F(GitRemote, TheMirrorIsAskedWhereTheFirstDoesNotAnswer) {
    recipe.source.url = "file://" + git.path("none");
    recipe.source.mirror = url;
    EXPECT_EQ(versions_of("git-tag"), "3.0.10 3.0.9");
    EXPECT_EQ(fetch_error("git-tag", candidate_named("git-tag", "3.0.9")), "");
    EXPECT_EQ(versions_of("git-head"), rev("main"));
}

TEST_F(GitRemote, WhatIsNoRemote) {
    for (const char* remote :
         {"--upload-pack=touch /tmp/x", "ext::sh -c id", "ssh://host/x", "git@host:x", "/tmp/x", "http://host/x",
          "git://host/x", "https://user:pass@host/x", "https://token@host/x", "file://relative", "", "-x"})
        EXPECT_EQ(check_remote(world, remote).error().code, ErrorCode::usage) << remote;
    EXPECT_THAT(check_remote(world, "https://user:s3cret@host/x").error().message(), testing::Not(HasSubstr("s3cret")));
    EXPECT_EQ(check_remote(world, "https://host.test/x").error().code, ErrorCode::unsupported);  // offline
    world.http = &upstream;
    EXPECT_TRUE(check_remote(world, "https://host.test/x"));
    world.allow_local_git = false;
    EXPECT_EQ(check_remote(world, url).error().code, ErrorCode::usage);
    EXPECT_EQ(fetch_reference(world, url, "refs/tags/v3.0.9", Depth::tip).error().code, ErrorCode::usage);
    world.allow_local_git = true;
    for (const char* reference : {"v3.0.9", "refs/tags/-x", "refs/heads/a b", "refs/tags/../x", "HEAD", "+refs/tags/x",
                                  "refs/tags/x:refs/heads/y", "refs/pull/1/head"})
        EXPECT_EQ(fetch_reference(world, url, reference, Depth::tip).error().code, ErrorCode::usage) << reference;
    world.git_folder = "relative";
    EXPECT_EQ(fetch_reference(world, url, "refs/tags/v3.0.9", Depth::tip).error().code, ErrorCode::usage);
}

// A remote's configuration and hooks are its own; so are submodules.
TEST_F(GitRemote, NothingOfTheRemoteIsRun) {
    const std::string mark = git.path("ran");
    git.write("up/.git/hooks/post-upload-pack", "#!/bin/sh\ntouch " + mark + "\n");
    git.run("chmod +x .git/hooks/*; git config uploadpack.packObjectsHook 'touch " + mark +
                "; false'; "
                "git config core.fsmonitor 'touch " +
                mark + "'; git config core.sshCommand 'touch " + mark + "'",
            "up");
    git.write("up/.gitattributes", "* filter=evil\n");
    git.run("git config filter.evil.smudge 'touch " + mark + "'; git add -A; git commit -qm attributes", "up");
    git.run("rm -f " + mark);  // what preparing the remote itself ran
    const Candidate tip = candidate_named("git-head", rev("main"));
    EXPECT_EQ(fetch_error("git-head", tip), "");
    EXPECT_EQ(git.run("ls " + mark), "");
    git.run("git update-index --add --cacheinfo 160000," + rev("main") + ",sub && git commit -qm sub", "up");
    EXPECT_THAT(fetch_error("git-head", candidate_named("git-head", rev("main"))), HasSubstr("unsupported"));
}

// Configuration of the user would be read from HOME and from where ward runs.
TEST_F(GitRemote, TheUsersConfigurationIsNotRead) {
    const std::string mark = git.path("ran");
    git.write("home/.gitconfig", "[url \"file://" + git.path("elsewhere") + "\"]\n\tinsteadOf = " + url +
                                     "\n[core]\n\tfsmonitor = touch " + mark + "\n");
    const std::string before = ::getenv("HOME") != nullptr ? ::getenv("HOME") : "";
    ::setenv("HOME", git.path("home").c_str(), 1);
    ::setenv("GIT_CONFIG_COUNT", "1", 1);
    ::setenv("GIT_CONFIG_KEY_0", "core.fsmonitor", 1);
    ::setenv("GIT_CONFIG_VALUE_0", ("touch " + mark).c_str(), 1);
    EXPECT_EQ(versions_of("git-tag"), "3.0.10 3.0.9");
    ::setenv("HOME", before.c_str(), 1);
    for (const char* name : {"GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0"}) ::unsetenv(name);
    EXPECT_EQ(git.run("ls " + mark), "");
}

TEST_F(GitRemote, WhereGitIsMissing) {
    world.program_path = {"/nonexistent"};
    EXPECT_THAT(versions_of("git-tag"), HasSubstr("git: no such program"));
}

TEST_F(GitRemote, ReferencesAreReadStrictly) {
    const std::string id = test::commit_a;
    const auto found =
        parse_references(id + "\trefs/tags/v1\n" + test::commit_b + "\trefs/tags/v1^{}\n" + id + "\trefs/tags/-x\n" +
                             id + "\trefs/pull/1/head\n" + id + "\trefs/heads/main\n",
                         "u", world);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 2u);
    EXPECT_EQ((*found)[0].name, "refs/heads/main");
    EXPECT_EQ((*found)[1].commit, test::commit_b);
    EXPECT_THAT(world.passed_over, ElementsAre("refs/tags/-x: no safe name", "refs/pull/1/head: no safe name"));
    // Peeled first: the tag's own id must not take its place.
    EXPECT_EQ(
        (*parse_references(test::commit_b + "\trefs/tags/v1^{}\n" + id + "\trefs/tags/v1\n", "u", world))[0].commit,
        test::commit_b);
    EXPECT_FALSE(parse_references("main\trefs/heads/main\n", "u", world));
    EXPECT_FALSE(parse_references(id + " refs/heads/main\n", "u", world));
    std::string many;
    for (size_t i = 0; i <= 2 * max_candidates; ++i) many += id + "\trefs/tags/v1\n";
    EXPECT_EQ(parse_references(many, "u", world).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace ward::update
