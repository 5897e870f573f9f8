// Upstream's changelog: which part is taken, and that nothing in it speaks to a forge.
#include "actions/update/run/changelog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ward::update {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string between(std::string_view text, std::string_view before, std::string_view now, const Pattern& heading = {}) {
    const auto part = changelog_between(text, heading, "semver", before, now);
    EXPECT_TRUE(part) << part.error().message();
    return part.value_or("");
}

TEST(Changelog, TakesWhatIsBetweenTwoVersions) {
    const std::string text =
        "# Changelog\n\nAll notable changes.\n\n## [3.0.10] - 2026-01-02\n\n* ten\n\n### Node 20.1.0 support\n\nyes\n\n"
        "## 3.0.9 (2026-01-01)\r\n* nine\r\n\n## v3.0.2\n* two\n\n# [3.0.1](https://x/1)\n* one\n";
    EXPECT_EQ(between(text, "3.0.2", "3.0.10"),
              "## [3.0.10] - 2026-01-02\n\n* ten\n\n### Node 20.1.0 support\n\nyes\n\n## 3.0.9 (2026-01-01)\n* nine");
    EXPECT_EQ(between(text, "3.0.1", "3.0.2"), "## v3.0.2\n* two");
    EXPECT_EQ(between(text, "", "3.0.1"), "# [3.0.1](https://x/1)\n* one") << "only the new one's";
    EXPECT_EQ(between(text, "3.0.2", "3.0.11"), "") << "nothing is said of the new one";
    EXPECT_EQ(between("", "1.0.0", "1.1.0"), "");
}

TEST(Changelog, KnowsOtherFormsOfHeadings) {
    EXPECT_EQ(between("Version 1.2.0\n=============\n\nnew\n\n1.1.0 / 2020-01-01\n---\nold\n", "1.1.0", "1.2.0"),
              "Version 1.2.0\n=============\n\nnew");
    EXPECT_EQ(between("## acorn@8.2.0\nnew\n## acorn@8.1.0\nold\n", "8.1.0", "8.2.0"), "## acorn@8.2.0\nnew");
    EXPECT_EQ(between("2024.02.07, Version 1.48.0 (Stable)\nChanges:\n* a\n\n2023.11.06, Version 1.47.0\n* b\n",
                      "1.47.0", "1.48.0", "Version ([0-9.]+)"),
              "2024.02.07, Version 1.48.0 (Stable)\nChanges:\n* a");
}

TEST(Changelog, OfReleasesIsSortedByVersion) {
    const std::vector<Candidate> all{
        {.version = "1.0.0", .notes = "zero"}, {.version = "1.0.10", .notes = "ten\n"},
        {.version = "1.0.9", .notes = "nine"}, {.version = "1.1.0-rc.1", .prerelease = true, .notes = "rc"},
        {.version = "1.0.8", .notes = " "},    {.version = "1.1.0", .notes = "one"},
        {.version = "2.0.0", .notes = "two"}};
    EXPECT_EQ(release_notes_between(all, "semver", "1.0.0", "1.1.0").value_or(""),
              "## 1.1.0\n\none\n\n## 1.0.10\n\nten\n\n## 1.0.9\n\nnine");
    EXPECT_EQ(release_notes_between(all, "semver", "", "1.1.0").value_or(""), "## 1.1.0\n\none");
    EXPECT_FALSE(release_notes_between(all, "none", "", "1.1.0"));
}

TEST(Changelog, SpeaksToNobody) {
    EXPECT_EQ(without_references("thanks @mary, fixes #12 and o/r#13; GH-14, gh-15, !16"),
              "thanks @ mary, fixes no. 12 and o/r no. 13; GH 14, GH 15, ! 16");
    EXPECT_EQ(without_references("closes https://github.com/o/r/issues/3, HTTP://www.x.test/1"),
              "closes github.com/o/r/issues/3, x.test/1");
    EXPECT_EQ(without_references("[skip ci] [CI skip] [no ci] [a link]"), "(skip ci] (CI skip] (no ci] [a link]");
    EXPECT_EQ(without_references("mail a@b.test, C# is fine, a-1, x ! y, # 3"),
              "mail a@b.test, C# is fine, a-1, x ! y, # 3");
    EXPECT_EQ(without_references("@"), "@");
    EXPECT_EQ(without_references("@scope/pkg"), "@ scope/pkg");
}

TEST(Changelog, OfACommitHasNoTrailerAndNoComment) {
    const std::string text =
        changelog_for_commit("## 1.2.3\n\nSigned-off-by: x\n\n\tcode\x1b[31m\n\nWard-Update: a 1\n");
    EXPECT_EQ(text, "  1.2.3\n\n  Signed-off-by: x\n\n      code\\x1b[31m\n\n  Ward-Update: a 1\n");
    for (const std::string_view line : split(text, '\n')) EXPECT_TRUE(line.empty() || line.starts_with("  ")) << line;
    EXPECT_EQ(changelog_for_commit(""), "");
}

TEST(Changelog, IsCutAtALine) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += "a line of words\n";
    const std::string commit = changelog_for_commit(text);
    EXPECT_LT(commit.size(), max_changelog_commit_bytes * 2);
    EXPECT_THAT(commit, testing::EndsWith("more lines\n"));
    EXPECT_THAT(changelog_for_pull(text), testing::EndsWith("more lines  \n"));
    EXPECT_LT(changelog_for_pull(text).size(), max_changelog_pull_bytes * 2);
    EXPECT_EQ(changelog_for_pull(" \n"), "");
    EXPECT_THAT(changelog_for_pull("see @mary and #12"), Not(HasSubstr("@mary")));
    EXPECT_LE(between("## 1.1.0\n" + text + "## 1.0.0\n", "1.0.0", "1.1.0").size(), max_changelog_bytes + 20);
}

}  // namespace
}  // namespace ward::update
