#include "actions/update/patch/patch_stack.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"

namespace ward::update {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = PatchOutcome::Kind;

Patch patch_of(const FileTree& before, const FileTree& after, std::string name = "1.patch") {
    auto patch = parse_patch(diff_trees(before, after), std::move(name));
    if (!patch) throw std::runtime_error(patch.error().message());
    return *std::move(patch);
}

// "1\n" to "last\n".
std::string counted(size_t last, std::string_view before = {}) {
    std::string text(before);
    for (size_t i = 1; i <= last; ++i) text += fmt::format("{}\n", i);
    return text;
}

std::string with(std::string text, std::string_view old_line, std::string_view new_line) {
    const size_t at = ("\n" + text).find("\n" + std::string(old_line) + "\n");
    if (at == std::string::npos) throw std::runtime_error("no such line");
    return text.replace(at, old_line.size(), new_line);
}

class Stack : public testing::Test {
  protected:
    const PatchOutcome& put(const FileTree& on, std::vector<Patch> patches, const FileTree* previous = nullptr,
                            const PatchLimits& limits = {}) {
        tree_ = on;
        outcome_ = apply_stack(tree_, patches, previous, limits);
        return outcome_.patches.back();
    }
    // What a refreshed patch promises: on the same upstream it goes on without a word.
    void expect_refreshed_is_plain(const FileTree& on) {
        const auto again = parse_patch(outcome_.patches.back().refreshed, "refreshed");
        ASSERT_TRUE(again) << again.error().message() << outcome_.patches.back().refreshed;
        FileTree tree = on;
        const StackOutcome plain = apply_stack(tree, {*again}, nullptr);
        EXPECT_EQ(plain.patches[0].kind, Kind::applied);
        EXPECT_TRUE(plain.patches[0].remarks.empty());
        EXPECT_EQ(plain.patches[0].refreshed, "");
        EXPECT_TRUE(tree == tree_);
    }
    std::string text(std::string_view path) const { return std::string(tree_.find(path)->second.bytes()); }

    FileTree before_ = tree_of({{"a", counted(20)}});
    Patch ten_ = patch_of(before_, tree_of({{"a", with(counted(20), "10", "ten")}}));
    FileTree tree_;
    StackOutcome outcome_;
};

TEST_F(Stack, applies_plainly) {
    const PatchOutcome& outcome = put(before_, {ten_});
    EXPECT_EQ(outcome.kind, Kind::applied);
    EXPECT_EQ(outcome.name, "1.patch");
    EXPECT_THAT(outcome.paths, ElementsAre("a"));
    EXPECT_TRUE(outcome.remarks.empty());
    EXPECT_EQ(outcome.refreshed, "");
    EXPECT_EQ(text("a"), with(counted(20), "10", "ten"));
    EXPECT_FALSE(outcome_.has_conflict());
    EXPECT_FALSE(outcome_.has_dropped());
}

TEST_F(Stack, finds_a_hunk_elsewhere_and_says_how_far) {
    const FileTree lower = tree_of({{"a", counted(20, "x\ny\n")}});
    EXPECT_EQ(put(lower, {ten_}).kind, Kind::applied);
    EXPECT_THAT(outcome_.patches[0].remarks, ElementsAre("a: hunk 1 found 2 lines lower"));
    EXPECT_EQ(text("a"), with(counted(20, "x\ny\n"), "10", "ten"));
    expect_refreshed_is_plain(lower);
    const FileTree higher = tree_of({{"a", counted(20).substr(2)}});
    EXPECT_EQ(put(higher, {ten_}).kind, Kind::applied);
    EXPECT_THAT(outcome_.patches[0].remarks, ElementsAre("a: hunk 1 found 1 line higher"));
    EXPECT_EQ(put(lower, {ten_}, nullptr, {.search_lines = 1}).kind, Kind::conflict) << "the limit";
}

TEST_F(Stack, passes_over_context_where_nothing_better_is_known) {
    const FileTree other = tree_of({{"a", with(with(counted(20), "7", "seven"), "8", "eight")}});
    EXPECT_EQ(put(other, {ten_}).kind, Kind::applied);
    EXPECT_THAT(outcome_.patches[0].remarks, ElementsAre("a: hunk 1 found with 2 lines of context passed over"));
    EXPECT_EQ(text("a"), with(with(with(counted(20), "7", "seven"), "8", "eight"), "10", "ten"));
    expect_refreshed_is_plain(other);
    EXPECT_EQ(put(other, {ten_}, nullptr, {.fuzz_lines = 1}).kind, Kind::conflict) << "the limit";
}

TEST_F(Stack, merges_three_ways_where_the_previous_version_is_known) {
    const FileTree next = tree_of({{"a", with(with(counted(20, "new\n"), "7", "seven"), "12", "twelve")}});
    EXPECT_EQ(put(next, {ten_}, &before_).kind, Kind::merged);
    EXPECT_THAT(outcome_.patches[0].remarks, ElementsAre("a: merged with the previous version"));
    EXPECT_EQ(text("a"), with(std::string(next.at("a").bytes()), "10", "ten"));
    expect_refreshed_is_plain(next);
}

TEST_F(Stack, merges_a_later_patch_with_the_earlier_ones_below_it) {
    const FileTree one = tree_of({{"a", with(counted(20), "10", "ten")}});
    const FileTree two = tree_of({{"a", with(std::string(one.at("a").bytes()), "11", "eleven")}});
    const FileTree next = tree_of({{"a", with(counted(20), "8", "eight")}});
    EXPECT_EQ(put(next, {ten_, patch_of(one, two, "2.patch")}, &before_).kind, Kind::merged);
    EXPECT_EQ(outcome_.patches[0].kind, Kind::merged);
    EXPECT_EQ(text("a"), with(with(with(counted(20), "8", "eight"), "10", "ten"), "11", "eleven"));
}

TEST_F(Stack, stops_at_a_conflict_with_a_file_to_work_on) {
    const FileTree next = tree_of({{"a", with(counted(20), "10", "TEN")}, {"b", "b\n"}});
    const Patch later = patch_of(tree_of({{"b", "b\n"}}), tree_of({{"b", "B\n"}}), "2.patch");
    put(next, {ten_, later}, &before_);
    EXPECT_TRUE(outcome_.has_conflict());
    ASSERT_EQ(outcome_.patches.size(), 1u) << "what comes after it may stand on it";
    const PatchOutcome& outcome = outcome_.patches[0];
    EXPECT_EQ(outcome.kind, Kind::conflict);
    ASSERT_EQ(outcome.conflicts.size(), 1u);
    EXPECT_EQ(outcome.conflicts[0].path, "a");
    EXPECT_EQ(outcome.conflicts[0].reason, "hunk 1 of 1 fits nowhere");
    EXPECT_THAT(outcome.conflicts[0].marked,
                HasSubstr("9\n<<<<<<< upstream\nTEN\n||||||| previous\n10\n=======\nten\n>>>>>>> 1.patch\n11\n"));
    EXPECT_TRUE(tree_ == next) << "a conflict leaves the tree as it was";

    put(next, {ten_});
    EXPECT_THAT(outcome_.patches[0].conflicts[0].marked,
                HasSubstr("9\n<<<<<<< upstream\nTEN\n||||||| base\n10\n=======\nten\n>>>>>>> 1.patch\n11\n"))
        << "without the previous version the hunk's own lines are the base";
}

TEST_F(Stack, keeps_what_succeeded_before_a_conflict) {
    const FileTree next = tree_of({{"a", with(counted(20), "10", "TEN")}, {"b", "b\n"}});
    const Patch first = patch_of(tree_of({{"b", "b\n"}}), tree_of({{"b", "B\n"}}), "0.patch");
    put(next, {first, ten_});
    EXPECT_EQ(outcome_.patches.size(), 2u);
    EXPECT_EQ(text("b"), "B\n");
}

TEST_F(Stack, drops_what_upstream_has_all_of) {
    const FileTree next = tree_of({{"a", with(counted(20, "more\n"), "10", "ten")}});
    EXPECT_EQ(put(next, {ten_}, &before_).kind, Kind::upstreamed);
    EXPECT_TRUE(outcome_.has_dropped());
    EXPECT_THAT(outcome_.patches[0].remarks, ElementsAre("a: hunk 1 is upstream's already, at line 8"));
    EXPECT_EQ(outcome_.patches[0].refreshed, "");
    EXPECT_TRUE(outcome_.patches[0].paths.empty());
    EXPECT_TRUE(tree_ == next);
    EXPECT_EQ(put(next, {ten_}).kind, Kind::upstreamed) << "without the previous version too";
}

TEST_F(Stack, does_not_put_an_insertion_in_twice) {
    // The inserted lines stand between the context already: passing context over would insert them again.
    const std::string fixed = with(counted(20), "10", "10\ncheck\nreturn");
    const Patch insertion = patch_of(before_, tree_of({{"a", fixed}}));
    EXPECT_EQ(put(tree_of({{"a", fixed}}), {insertion}).kind, Kind::upstreamed);
    EXPECT_EQ(text("a"), fixed);
}

TEST_F(Stack, takes_no_chance_likeness_for_an_upstreamed_removal) {
    // Without its removed line the hunk is six lines of braces, and those are everywhere.
    const std::string braces = "}\n}\n}\n";
    const Patch removal = patch_of(tree_of({{"a", braces + "weak();\n" + braces + counted(5)}}),
                                   tree_of({{"a", braces + braces + counted(5)}}));
    const FileTree next = tree_of({{"a", braces + "weak(1);\n" + braces + counted(5) + braces + braces + braces}});
    EXPECT_EQ(put(next, {removal}).kind, Kind::conflict);
}

TEST_F(Stack, leaves_out_the_hunks_that_upstream_has) {
    const FileTree before = tree_of({{"a", counted(60)}});
    const Patch both = patch_of(before, tree_of({{"a", with(with(counted(60), "10", "ten"), "50", "fifty")}}));
    const FileTree next = tree_of({{"a", with(counted(60), "10", "ten")}});
    EXPECT_EQ(put(next, {both}).kind, Kind::partly_upstreamed);
    EXPECT_EQ(text("a"), with(with(counted(60), "10", "ten"), "50", "fifty"));
    EXPECT_THAT(outcome_.patches[0].refreshed, HasSubstr("+fifty"));
    EXPECT_THAT(outcome_.patches[0].refreshed, testing::Not(HasSubstr("+ten")));
    expect_refreshed_is_plain(next);
}

TEST_F(Stack, keeps_the_words_before_a_patch_when_it_is_refreshed) {
    const std::string mail = "From: A <a@b>\nSubject: [PATCH] ten\n\nBecause.\n---\n\n";
    const auto patch = parse_patch(mail + diff_trees(before_, tree_of({{"a", with(counted(20), "10", "ten")}})), "m");
    ASSERT_TRUE(patch);
    const FileTree lower = tree_of({{"a", counted(20, "x\n")}});
    put(lower, {*patch});
    EXPECT_TRUE(outcome_.patches[0].refreshed.starts_with(mail));
    expect_refreshed_is_plain(lower);
}

// A patch that is text stays text, whatever its lines hold: as "Binary files differ" its change would be gone.
TEST_F(Stack, keeps_lines_with_nul_bytes_when_it_is_refreshed) {
    using namespace std::string_literals;
    const auto patch = parse_patch("--- a/a\n+++ b/a\n@@ -9,3 +9,3 @@\n 9\n-10\n+t\0n\n 11\n"s, "n");
    ASSERT_TRUE(patch) << patch.error().message();
    const FileTree lower = tree_of({{"a", counted(20, "x\n")}});
    put(lower, {*patch});
    EXPECT_THAT(outcome_.patches[0].refreshed, HasSubstr("+t\0n\n"s));
    expect_refreshed_is_plain(lower);
}

TEST_F(Stack, makes_removes_and_renames_files) {
    const auto patch = parse_patch(
        "diff --git a/old b/lib/new\nrename from old\nrename to lib/new\n--- a/old\n+++ b/lib/new\n"
        "@@ -1,2 +1,2 @@\n 1\n-2\n+two\n"
        "diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "diff --git a/empty b/empty\nnew file mode 100644\n"
        "diff --git a/keep b/copy\ncopy from keep\ncopy to copy\n"
        "diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+lib/new\n"
        "\\ No newline at end of file\n",
        "x");
    ASSERT_TRUE(patch) << patch.error().message();
    const FileTree before = tree_of({{"old", "1\n2\n"}, {"gone", "x\n"}, {"keep", "k\n"}});
    EXPECT_EQ(put(before, {*patch}).kind, Kind::applied);
    FileTree expected = tree_of({{"lib/new", "1\ntwo\n"}, {"empty", ""}, {"keep", "k\n"}, {"copy", "k\n"}});
    expected.emplace("link", TreeFile("lib/new", FileKind::symlink));
    EXPECT_TRUE(tree_ == expected);
    // Once more on what it made.
    const FileTree done = tree_;
    EXPECT_EQ(put(done, {*patch}).kind, Kind::upstreamed);
    EXPECT_TRUE(tree_ == done);
    // A rename that has to move.
    FileTree lower = before;
    lower.at("old") = TreeFile("0\n1\n2\n");
    EXPECT_EQ(put(lower, {*patch}).kind, Kind::applied);
    EXPECT_THAT(outcome_.patches[0].refreshed, HasSubstr("rename from old\nrename to lib/new\n"));
    expect_refreshed_is_plain(lower);
}

TEST_F(Stack, changes_modes) {
    const auto patch = parse_patch("diff --git a/a b/a\nold mode 100644\nnew mode 100755\n", "x");
    EXPECT_EQ(put(before_, {*patch}).kind, Kind::applied);
    EXPECT_EQ(tree_.at("a").kind(), FileKind::executable);
    const FileTree done = tree_;
    EXPECT_EQ(put(done, {*patch}).kind, Kind::upstreamed);
}

TEST_F(Stack, says_what_stands_in_the_way) {
    const auto conflict = [this](const FileTree& on, const Patch& patch, const FileTree* previous = nullptr) {
        put(on, {patch}, previous);
        return outcome_.patches[0].conflicts.empty() ? "none" : outcome_.patches[0].conflicts[0].reason;
    };
    const Patch create = patch_of({}, tree_of({{"a", "1\n"}}));
    EXPECT_EQ(conflict(tree_of({{"a", "2\n"}}), create), "is there already, with other contents");
    EXPECT_THAT(outcome_.patches[0].conflicts[0].marked, HasSubstr("<<<<<<< upstream\n2\n"));
    EXPECT_THAT(conflict(tree_of({{"a/b", "2\n"}}), create), HasSubstr("is a file and a folder"));
    EXPECT_THAT(conflict(tree_of({{"A", "2\n"}}), create), HasSubstr("letter case"));
    const Patch remove = patch_of(tree_of({{"a", "1\n"}}), {});
    EXPECT_EQ(conflict(tree_of({{"a", "1\n2\n"}}), remove), "is to be removed, and is not what it was");
    EXPECT_EQ(conflict(tree_of({{"b", "x"}}), ten_), "is not there any more");
    EXPECT_EQ(conflict(tree_of({{"lib/a", "x"}}), ten_, &before_), "is not there any more; it may be lib/a now");
    EXPECT_THAT(outcome_.patches[0].conflicts[0].marked, HasSubstr("ten\n"));
    const auto rename = parse_patch("diff --git a/a b/b\nrename from a\nrename to b\n", "x");
    EXPECT_EQ(conflict(tree_of({{"a", "1"}, {"b", "2"}}), *rename), "stands where a is to go");
    const auto link = parse_patch(
        "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+../../etc\n\\ No newline\n",
        "x");
    ASSERT_TRUE(link) << link.error().message();
    EXPECT_EQ(conflict({}, *link), "is a link that leads outside of the tree");
}

TEST_F(Stack, keeps_line_ends_as_they_are) {
    const FileTree crlf = tree_of({{"a", "1\r\n2\r\n3\r\n"}});
    const Patch patch = patch_of(crlf, tree_of({{"a", "1\r\ntwo\r\n3\r\n"}}));
    EXPECT_EQ(put(crlf, {patch}).kind, Kind::applied);
    EXPECT_EQ(text("a"), "1\r\ntwo\r\n3\r\n");
    EXPECT_EQ(put(tree_of({{"a", "1\n2\n3\n"}}), {patch}).kind, Kind::conflict) << "other bytes are other lines";

    const FileTree cut = tree_of({{"a", "1\n2"}});
    const Patch ended = patch_of(cut, tree_of({{"a", "1\n2\n"}}));
    EXPECT_EQ(put(cut, {ended}).kind, Kind::applied);
    EXPECT_EQ(text("a"), "1\n2\n");
    EXPECT_EQ(put(tree_of({{"a", "1\n2\n"}}), {ended}).kind, Kind::upstreamed);
    EXPECT_EQ(put(tree_of({{"a", "0\n1\n2\n"}}), {ended}).kind, Kind::conflict)
        << "two lines of three are too few to be told apart from chance";
}

TEST_F(Stack, gives_up_a_search_that_would_not_end) {
    using namespace std::chrono;
    std::string many;
    std::string hunk;
    for (size_t i = 0; i < 60'000; ++i) many += "x\n";
    for (size_t i = 0; i < 20'000; ++i) hunk += " x\n";
    const auto patch = parse_patch("--- a/a\n+++ b/a\n@@ -10000,40001 +10000,40000 @@\n" + hunk + "-y\n" + hunk, "x");
    ASSERT_TRUE(patch) << patch.error().message();
    const auto start = steady_clock::now();
    put(tree_of({{"a", many}}), {*patch});
    EXPECT_LT(duration_cast<seconds>(steady_clock::now() - start).count(), 60);
    ASSERT_EQ(outcome_.patches[0].conflicts.size(), 1u);
    EXPECT_THAT(outcome_.patches[0].conflicts[0].reason, HasSubstr("given up"));
    EXPECT_THAT(put(tree_of({{"a", counted(20, "x\n")}}), {ten_}, nullptr, {.comparisons = 3}).conflicts[0].reason,
                HasSubstr("given up"));
}

TEST(DiffTrees, has_gits_form) {
    FileTree before = tree_of({{"a", "1\n2"}, {"b", "x"}, {"bin", std::string("\0a", 2)}, {"run", "r\n"}});
    FileTree after = tree_of({{"a", "1\n2\n"}, {"c d", "new\n"}, {"bin", std::string("\0b", 2)}, {"run", "r\n"}});
    after.at("run").set_kind(FileKind::executable);
    EXPECT_EQ(diff_trees(before, after, "deps/x"),
              "diff --git a/deps/x/a b/deps/x/a\n--- a/deps/x/a\n+++ b/deps/x/a\n@@ -1,2 +1,2 @@\n 1\n-2\n"
              "\\ No newline at end of file\n+2\n"
              "diff --git a/deps/x/b b/deps/x/b\ndeleted file mode 100644\n--- a/deps/x/b\n+++ /dev/null\n"
              "@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n"
              "diff --git a/deps/x/bin b/deps/x/bin\nBinary files a/deps/x/bin and b/deps/x/bin differ\n"
              "diff --git a/deps/x/c d b/deps/x/c d\nnew file mode 100644\n--- /dev/null\n+++ b/deps/x/c d\t\n"
              "@@ -0,0 +1 @@\n+new\n"
              "diff --git a/deps/x/run b/deps/x/run\nold mode 100644\nnew mode 100755\n");
    EXPECT_EQ(diff_trees(before, before), "");
}

}  // namespace
}  // namespace ward::update
