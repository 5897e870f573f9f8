#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"
#include "actions/update/patch/patch_name.h"
#include "actions/update/patch/patch_stack.h"

namespace ward::update {
namespace {

using namespace test;
using testing::HasSubstr;

std::string error_of(std::string_view text, int strip = 1, const PatchLimits& limits = {}) {
    const auto patch = parse_patch(text, "x.patch", strip, limits);
    return patch ? "" : std::string(name_of(patch.error().code)) + ": " + patch.error().message();
}

constexpr std::string_view plain = "--- a/lib/x.c\n+++ b/lib/x.c\n@@ -1,3 +1,4 @@ int main\n a\n-b\n+B\n+new\n c\n";

TEST(PatchParse, reads_a_mail_of_git_format_patch) {
    const std::string mail =
        "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: A <a@b>\n"
        "Subject: [PATCH 1/2] build: a long\n subject\n\nBecause.\n---\n lib/x.c | 3 ++-\n 1 file changed\n\n"
        "diff --git a/lib/x.c b/lib/x.c\nindex 111..222 100644\n" +
        std::string(plain) + "-- \n2.39.5\n\n";
    const auto patch = parse_patch(mail, "0001.patch");
    ASSERT_TRUE(patch) << patch.error().message();
    EXPECT_EQ(patch->subject, "build: a long subject");
    EXPECT_EQ(patch->name, "0001.patch");
    EXPECT_EQ(patch->sha256.size(), 64u);
    EXPECT_TRUE(patch->preamble.starts_with("From 0123"));
    EXPECT_TRUE(patch->preamble.ends_with("1 file changed\n\n"));
    ASSERT_EQ(patch->files.size(), 1u);
    const FilePatch& file = patch->files[0];
    EXPECT_EQ(file.old_path, "lib/x.c");
    EXPECT_EQ(file.new_path, "lib/x.c");
    ASSERT_EQ(file.hunks.size(), 1u);
    EXPECT_EQ(file.hunks[0].lines.size(), 5u);
    EXPECT_EQ(file.hunks[0].new_count, 4u);
    EXPECT_EQ(file.hunks[0].line, 15);
}

TEST(PatchParse, reads_what_diff_and_quilt_write) {
    const auto quilt = parse_patch(
        "Index: uv/src/a.c\n===================================================================\n"
        "--- uv.orig/src/a.c\t2024-01-01 00:00:00.000000000 +0000\n+++ uv/src/a.c\t2024-01-02 00:00:00 +0000\n"
        "@@ -1 +1 @@\n-a\n+b\n",
        "q");
    ASSERT_TRUE(quilt) << quilt.error().message();
    EXPECT_EQ(quilt->files[0].path(), "src/a.c");

    const auto recursive = parse_patch(
        "--- old/a\t1970-01-01 01:00:00.000000000 +0100\n+++ new/a\t2024-01-02\n@@ -0,0 +1 @@\n+a\n"
        "diff -ruN old/b new/b\n--- old/b\t2024-01-02\n+++ new/b\t1970-01-01 01:00:00 +0100\n@@ -1 +0,0 @@\n-b\n"
        "--- x/c.orig\n+++ x/c\n@@ -1 +1 @@\n-1\n+2\n",
        "r");
    ASSERT_TRUE(recursive) << recursive.error().message();
    ASSERT_EQ(recursive->files.size(), 3u);
    EXPECT_EQ(recursive->files[0].old_path, "");
    EXPECT_EQ(recursive->files[1].new_path, "");
    EXPECT_EQ(recursive->files[2].old_path, "c");
}

TEST(PatchParse, reads_gits_headers) {
    const auto patch = parse_patch(
        "diff --git a/run b/run\nold mode 100644\nnew mode 100755\n"
        "diff --git a/old name b/new\nsimilarity index 100%\nrename from old name\nrename to new\n"
        "diff --git a/empty b/empty\nnew file mode 100644\nindex 000..e69\n"
        "diff --git a/gone b/gone\ndeleted file mode 100644\n"
        "diff --git \"a/\\303\\251 \\\"q\\\"\" \"b/\\303\\251 \\\"q\\\"\"\nnew file mode 120000\n--- /dev/null\n"
        "+++ \"b/\\303\\251 \\\"q\\\"\"\n@@ -0,0 +1 @@\n+run\n\\ No newline at end of file\n"
        "diff --git a/a b/copy\ncopy from a\ncopy to copy\n",
        "x");
    ASSERT_TRUE(patch) << patch.error().message();
    const auto& files = patch->files;
    ASSERT_EQ(files.size(), 6u);
    EXPECT_EQ(files[0].new_kind, FileKind::executable);
    EXPECT_EQ(files[1].old_path + ">" + files[1].new_path, "old name>new");
    EXPECT_TRUE(files[1].is_rename);
    EXPECT_EQ(files[2].old_path, "");
    EXPECT_EQ(files[3].new_path, "");
    EXPECT_EQ(files[4].new_path, "\xc3\xa9 \"q\"");
    EXPECT_EQ(files[4].new_kind, FileKind::symlink);
    EXPECT_FALSE(files[4].hunks[0].lines[0].has_end);
    EXPECT_TRUE(files[5].is_copy);
}

TEST(PatchParse, takes_an_empty_line_for_an_empty_line_of_context) {
    const auto patch = parse_patch("--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n", "x");
    ASSERT_TRUE(patch) << patch.error().message();
    EXPECT_EQ(patch->files[0].hunks[0].lines[1].text, "");
}

struct Wrong {
    const char* text;
    const char* reason;
};
TEST(PatchParse, refuses_what_does_not_say_one_thing) {
    const Wrong wrong[] = {
        {"", "changes no file"},
        {"only words\n", "changes no file"},
        {"@@ -1 +1 @@\n-a\n+b\n", "1: has a hunk without a file's name"},
        {"--- a/x\n+++ b/x\n", "name without a hunk"},
        {"--- a/x\n+++ b/x\nwords\n", "name without a hunk"},
        {"--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n", "5: has a hunk with fewer lines"},
        {"--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n+b\n", "6: has a hunk with fewer lines than it says"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n-b\n", "5: has a hunk with other lines"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n+c\n", "6: has text behind a hunk"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\nwords\n", "6: has text behind a hunk"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n a\n", "changes nothing"},
        {"--- a/x\n+++ b/x\n@@ -0 +1 @@\n-a\n+b\n", "place cannot be read"},
        {"--- a/x\n+++ b/x\n@@ -1,99999999999999999999 +1 @@\n-a\n+b\n", "place cannot be read"},
        {"--- a/x\n+++ b/x\n@@ -5 +5 @@\n-a\n+b\n@@ -5 +5 @@\n-c\n+d\n", "overlap or are out of order"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n\\ No newline\n@@ -5 +5 @@\n-c\n+d\n", "ends without a line end"},
        {"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a\n\\ No newline\n-b\n+c\n+d\n", "other lines than it says"},
        {"--- a/../../x\n+++ b/../../x\n@@ -1 +1 @@\n-a\n+b\n", "leads outside"},
        {"--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "leads outside"},
        {"--- a/.git/config\n+++ b/.git/config\n@@ -1 +1 @@\n-a\n+b\n", "leads outside or is no path"},
        {"--- x\n+++ x\n@@ -1 +1 @@\n-a\n+b\n", "1 leading parts cannot be dropped"},
        {"--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n", "names two files without a rename"},
        {"--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n", "on neither side"},
        {"--- /dev/null\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "new file out of lines"},
        {"--- a/x\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n", "leaves lines of it"},
        {"diff --git a/x b/x\n", "changes nothing"},
        {"diff --git a/x b/x\nunheard of\n", "2: has an unknown line in a file's header"},
        {"diff --git a/x b/y\nold mode 100644\nnew mode 100755\n", "cannot be told apart"},
        {"diff --git a/x b/x\nnew mode 160000\n", "mode of no file"},
        {"diff --git a/x b/x\nnew file mode 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "contradict the header"},
        {"diff --git a/x b/x\nindex 1..2\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n", "contradict the header"},
        {"diff --git a/x b/y\nrename from x\nrename to y\n--- a/x\n+++ b/z\n@@ -1 +1 @@\n-a\n+b\n", "contradict"},
        {"diff --git a/x b/y\nrename from x\n", "without both names"},
        {"diff --git a/x b/y\nrename from ../x\nrename to y\n", "leads outside"},
        {"diff --git a/x b/x\nindex 1..2\nGIT binary patch\nliteral 3\n", "unsupported: x.patch:3: is a binary patch"},
        {"diff --git a/x b/x\nindex 1..2\nBinary files a/x and b/x differ\n", "is a binary patch"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\nOnly in b: y\n", "diff needs -N"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- \n2.39\nmore\nand\nmore\nmore\n", "text behind its signature"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- \n2.39\n\nFrom 123\n", "several mails"},
        {"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- \n2.39\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n", "several mails"},
        {"*** a/x\n--- b/x\n***************\n*** 1 ****\n", "context diff"},
        {"--- \"a/x\n+++ \"b/x\n@@ -1 +1 @@\n-a\n+b\n", "quoted name"},
    };
    for (const auto& [text, reason] : wrong) EXPECT_THAT(error_of(text), HasSubstr(reason)) << text;
}

TEST(PatchParse, keeps_its_limits) {
    const std::string text(plain);
    std::string deep;
    for (size_t i = 0; i <= TreeLimits{}.depth; ++i) deep += "d/";
    for (const std::string& name : {deep + "x", std::string(TreeLimits{}.path_bytes + 1, 'x')}) {
        EXPECT_THAT(error_of("diff --git a/x b/y\nrename from x\nrename to " + name + "\n"),
                    HasSubstr("too long or too deep for a tree"));
        EXPECT_THAT(error_of("--- a/" + name + "\n+++ b/" + name + "\n@@ -1 +1 @@\n-a\n+b\n"),
                    HasSubstr("too long or too deep for a tree"));
    }
    EXPECT_EQ(error_of(text, 1, {.bytes = text.size(), .files = 1, .hunks = 1, .line_bytes = 30}), "");
    EXPECT_THAT(error_of(text, 1, {.bytes = text.size() - 1}), HasSubstr("limit: x.patch:0: is larger than"));
    EXPECT_THAT(error_of(text, 1, {.line_bytes = 20}), HasSubstr("has a line longer than 20 bytes"));
    EXPECT_THAT(error_of(text + "--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n", 1, {.files = 1}),
                HasSubstr("changes more than 1 files"));
    EXPECT_THAT(error_of(text, 1, {.hunks = 0}), HasSubstr("has more than 0 hunks"));
}

TEST(PatchName, is_read_as_it_was_written) {
    EXPECT_EQ(patch_name("a/x y.c\t2024-01-01", 1), "x y.c");
    EXPECT_EQ(patch_name("deps/uv/src/x.c", 2), "src/x.c");
    EXPECT_EQ(name_of_both("a/x b/x b/x b/x", 1), "x b/x");
    EXPECT_EQ(name_of_both("x x", 0), "x");
    EXPECT_EQ(name_of_both("a/x b/yz", 1), std::nullopt);
    EXPECT_TRUE(is_no_file("/dev/null"));
    EXPECT_FALSE(is_no_file("x\t2024-01-01"));
}

}  // namespace
}  // namespace ward::update
