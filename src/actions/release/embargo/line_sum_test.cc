#include "formats/line_sum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/changes.h"
#include "actions/release/embargo/embargo_fixture.h"
#include "actions/release/embargo/mail_patch.h"

namespace ward::release {
namespace {

using namespace test;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(LineSum, counts_lines_and_no_white_space) {
    EXPECT_EQ(line_sum("a\nb c\n"), line_sum("\tb  c\r\n\n  a"));
    EXPECT_NE(line_sum("a\nb\n"), line_sum("ab\n"));
    EXPECT_NE(line_sum("a\na\n"), line_sum("a\n"));
    EXPECT_TRUE(line_sum(" \n\t\n").empty());
    LineSum change = line_sum("1\n2\nnew\n3\n");
    change -= line_sum("1\n2\nold\n3\n");
    LineSum elsewhere = line_sum("x\nnew\n");
    elsewhere -= line_sum("x\nold\n");
    EXPECT_EQ(change, elsewhere);
    EXPECT_EQ(LineSum::from_hex(change.hex()), change);
    for (const std::string_view text : {"", "12", "0123456789abcdef0123456789abcdeg"})
        EXPECT_FALSE(LineSum::from_hex(text)) << text;
}

class PrivateObjects : public testing::Test, protected EmbargoFixture {
  protected:
    void SetUp() override {
        NEEDS_GIT();
        make_world();
    }
    std::string sum_of(const std::string& revision) const {
        const auto repository = gitobjects::Repository::open(path("work"));
        EXPECT_TRUE(repository);
        Changes changes(ObjectSources({&repository->objects()}));
        const auto commit = changes.sources().commit(id_of(revision));
        EXPECT_TRUE(commit);
        const auto sum = changes.sums_of(*commit);
        EXPECT_TRUE(sum);
        return sum ? sum->all.hex() : "";
    }
    TaintSet taint() const { return taint_of({"fix"}, {"main"}); }
};

TEST_F(PrivateObjects, are_what_public_refs_do_not_reach) {
    const TaintSet set = taint();
    EXPECT_EQ(set.commit_ids, std::vector{run("git rev-parse fix", "work")});
    EXPECT_EQ(set.patch_ids, std::vector{sum_of("fix")});
    EXPECT_EQ(set.blob_ids, std::vector{run("git rev-parse fix:lib/parse.c", "work")});
    EXPECT_EQ(taint_of({"main"}, {"main"}).commit_ids, std::vector<std::string>());
}

TEST_F(PrivateObjects, change_the_same_when_rewritten) {
    const std::string sum = sum_of("fix");
    // Reworded, on another base, with other white space, at another path, as root of a history of its own.
    run("git checkout -q main && git mv lib src && printf '/* head */\\n' | cat - src/parse.c > x && mv x src/parse.c "
        "&& "
        "git commit -qam moved && sed -i 's/^    return n;/\\tif (n > limit)  return -1;\\n&/' src/parse.c && "
        "git commit -qam 'deps: other words'",
        "work");
    EXPECT_EQ(sum_of("main"), sum);
    EXPECT_NE(sum_of("main~1"), sum);
}

TEST_F(PrivateObjects, leave_out_what_is_public_too) {
    run("git checkout -q main && echo public > news && git add news && git commit -qm news && git push -q origin main "
        "&& "
        "git checkout -q fix && git cherry-pick main && git push -q group fix",
        "work");
    const TaintSet set = taint();
    EXPECT_THAT(set.commit_ids, SizeIs(2)) << "the picked commit is private as a commit";
    EXPECT_THAT(set.patch_ids, Not(Contains(sum_of("main")))) << "and public as a change";
    EXPECT_THAT(set.blob_ids, Not(Contains(run("git rev-parse main:news", "work"))));
}

TEST_F(PrivateObjects, are_known_when_squashed) {
    run("git checkout -q fix && echo 'a second part of the fix' > lib/more.c && git add . && git commit -qm more && "
        "git checkout -q main && git merge -q --squash fix && git commit -qm 'all in one'",
        "work");
    EXPECT_THAT(taint_of({"fix"}, {"origin/main"}).patch_ids, Contains(sum_of("main")));
}

TEST_F(PrivateObjects, are_known_when_split_or_mixed) {
    run("git checkout -q fix && echo more >> lib/parse.c && echo 'a test of it' > test && git add . && git commit -qm "
        "both && "
        "git checkout -q main && printf 'first of all\\n' > README && git checkout -q fix -- test && git commit -qam "
        "'one part'",
        "work");
    const TaintMatcher matcher = matcher_of(taint_of({"fix"}, {"origin/main"}));
    EXPECT_THAT(sentences_of(check_patch_text(output("git format-patch --stdout -1", "work"), matcher, "m")),
                Contains(testing::HasSubstr("same-patch")));
    EXPECT_TRUE(check_patch_text(output("git diff HEAD~1 -- README", "work"), matcher, "m").clean());
}

TEST_F(PrivateObjects, need_a_whole_history) {
    run("git clone -q --depth 1 -b fix file://" + path("closed.git") + " shallow");
    const auto repository = gitobjects::Repository::open(path("shallow"));
    ASSERT_TRUE(repository);
    TaintSet set;
    const std::vector tips{id_of("HEAD", "shallow")};
    EXPECT_FALSE(add_private_objects(*repository, tips, {}, set));
}

TEST_F(PrivateObjects, change_the_same_in_mails) {
    const TaintMatcher matcher = matcher_of(taint());
    for (const std::string options : {"", "--unified=0", "--no-prefix", "--patience", "--attach", "--full-index"}) {
        const std::string mail = output("git format-patch --stdout " + options + " main..fix", "work");
        const std::vector<MailPatch> patches = patches_in(mail);
        ASSERT_THAT(patches, SizeIs(1)) << mail;
        EXPECT_EQ(patches[0].sums.all.hex(), sum_of("fix")) << mail;
        EXPECT_FALSE(check_patch_text(mail, matcher, "x").clean());
    }
    EXPECT_EQ(patches_in(output("git diff main fix", "work"))[0].sums.all.hex(), sum_of("fix"));
    run("git mv lib src && git commit -qm moved && git checkout -q fix && git mv lib/parse.c far.c && "
        "echo 'one line more' >> far.c && git commit -qam 'moved and changed'",
        "work");
    const std::string renamed = output("git format-patch --stdout -M -1 fix", "work");
    ASSERT_TRUE(renamed.contains("rename from"));
    EXPECT_EQ(patches_in(renamed)[0].sums.all.hex(), sum_of("fix"));
    const std::string both = output("git format-patch --stdout main~1..fix", "work");
    EXPECT_THAT(patches_in(both), SizeIs(2));
}

TEST(MailPatch, tells_what_it_cannot_compare) {
    const TaintMatcher matcher = matcher_of({});
    const std::string mail =
        "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"
        "Content-Transfer-Encoding: base64\n\nIGE=\n---\n"
        "diff --git a/x b/x\nindex 1..2\nGIT binary patch\nliteral 1\n";
    EXPECT_THAT(sentences_of(check_patch_text(mail, matcher, "m")),
                testing::ElementsAre("problem: m:1: is a mail whose text is encoded, which is not read",
                                     "problem: m:1: changes a file that is not of lines, which is not compared"));
    for (const std::string_view text : {"--- a\n+++ b\n@@ -1,99999999999999999999 +1 @@\n-x\n", "@@ -1 +1 @@\n-x\n+y\n",
                                        "--- \n@@ -1,2 +1,2 @@\n-a\n\\ No newline\n+b\n"})
        EXPECT_LE(patches_in(text).size(), 1u);
}

}  // namespace
}  // namespace ward::release
