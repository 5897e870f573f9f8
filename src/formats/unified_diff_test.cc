#include "formats/unified_diff.h"

#include <gtest/gtest.h>

namespace ward {
namespace {

TEST(UnifiedDiff, has_three_lines_around_each_change) {
    TextEdits edits("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n");
    edits.replace(2, "two");
    edits.insert_before(11, "ten and a half");
    EXPECT_EQ(edits.text(), "1\ntwo\n3\n4\n5\n6\n7\n8\n9\n10\nten and a half\n11\n12\n");
    EXPECT_EQ(edits.diff("a.txt"),
              "--- a/a.txt\n+++ b/a.txt\n"
              "@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n"
              "@@ -8,5 +8,6 @@\n 8\n 9\n 10\n+ten and a half\n 11\n 12\n");
}

TEST(UnifiedDiff, joins_changes_that_are_near) {
    TextEdits edits("1\n2\n3\n4\n5\n6\n7\n8\n");
    edits.replace(1, "one");
    edits.replace(8, "eight");
    EXPECT_EQ(edits.diff("f"), "--- a/f\n+++ b/f\n@@ -1,8 +1,8 @@\n-1\n+one\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+eight\n");
}

TEST(UnifiedDiff, keeps_line_ends_and_their_absence) {
    TextEdits windows("a\r\nb");
    windows.replace(2, "c");
    windows.insert_before(1, "new");
    EXPECT_EQ(windows.text(), "new\r\na\r\nc");
    EXPECT_EQ(windows.diff("f"),
              "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n+new\r\n a\r\n-b\n\\ No newline at end of file\n"
              "+c\n\\ No newline at end of file\n");
    TextEdits behind("a");
    behind.insert_before(2, "b");
    EXPECT_EQ(behind.text(), "a\nb\n");
    EXPECT_EQ(behind.diff("f"), "--- a/f\n+++ b/f\n@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n");
}

TEST(UnifiedDiff, is_empty_without_a_change) {
    TextEdits edits("a\n");
    EXPECT_EQ(edits.diff("f"), "");
    edits.replace(1, "a");
    EXPECT_EQ(edits.diff("f"), "");
    EXPECT_EQ(edits.line(7), "");
}

TEST(UnifiedDiff, makes_files_and_quotes_their_names) {
    EXPECT_EQ(new_file_diff("x y\n\"", "a\n"),
              "diff --git \"a/x y\\012\\\"\" \"b/x y\\012\\\"\"\nnew file mode 100644\n--- /dev/null\n"
              "+++ \"b/x y\\012\\\"\"\n@@ -0,0 +1,1 @@\n+a\n");
}

}  // namespace
}  // namespace ward
