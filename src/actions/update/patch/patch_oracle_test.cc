// The same inputs for git, patch(1) and ward. Programs are started once for all cases of a test.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"
#include "actions/update/patch/patch_stack.h"
#include "base/root.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

using namespace test;
using Kind = PatchOutcome::Kind;

std::string ended(Dice& dice, std::string text) {
    if (dice.one_in(5) && text.ends_with('\n')) text.pop_back();
    if (dice.one_in(7)) text = replace_all(text, "\n", "\r\n");
    return text;
}

// Two trees that differ by changed, new, removed and empty files and by modes.
struct Change {
    FileTree before, after;
};
Change make_change(uint64_t seed) {
    Dice dice(seed);
    Change made;
    const Wording wording = seed % 2 == 0 ? Wording::unique : Wording::repetitive;
    constexpr std::string_view names[] = {"a", "b c", "lib/d.h", "lib/\xc3\xa9", "x/y/\"z\""};
    for (const std::string_view name : names) {
        const std::string path(name);
        const Texts lines = make_lines(dice, dice.below(30), wording);
        const FileKind kind = dice.one_in(4) ? FileKind::executable : FileKind::file;
        const TreeFile old_file(ended(dice, text_of(lines)), kind);
        const TreeFile new_file(dice.one_in(3) ? std::string(old_file.bytes())
                                               : ended(dice, text_of(change(dice, lines, 1 + dice.below(4), wording))),
                                dice.one_in(5) ? FileKind::executable : kind);
        if (!dice.one_in(5)) made.before.emplace(path, old_file);
        if (!dice.one_in(5)) made.after.emplace(path, new_file);
    }
    made.before.emplace("same", TreeFile("same\n"));
    made.after.emplace("same", TreeFile("same\n"));
    return made;
}

// Where only the mode of a file changes, GNU patch does not find the end of a name with a blank in it; nor would it in
// git's own words, which are these.
bool gnu_can_read(const Change& made) {
    const auto before = made.before.find("b c");
    const auto after = made.after.find("b c");
    return before == made.before.end() || after == made.after.end() || before->second == after->second ||
           before->second.bytes() != after->second.bytes();
}

class PatchOracle : public testing::Test, protected gitobjects::GitFixture {
  protected:
    // Not synced, as replace_file would: there are thousands.
    void put_file(const std::string& file, std::string_view bytes) {
        const std::filesystem::path whole = path(file);
        std::filesystem::create_directories(whole.parent_path());
        std::ofstream(whole, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    void write_tree(const std::string& folder, const FileTree& tree) {
        std::filesystem::create_directories(path(folder));
        for (const auto& [file_path, file] : tree) {
            const std::string whole = folder + "/" + file_path;
            put_file(whole, file.bytes());
            if (file.kind() == FileKind::executable)
                std::filesystem::permissions(path(whole), std::filesystem::perms(0755));
        }
    }
    FileTree read_tree(const std::string& folder) {
        const auto root = Root::open(path(folder));
        auto tree = root ? tree_of_folder(*root, "") : Result<FileTree>(std::unexpected(root.error()));
        EXPECT_TRUE(tree) << tree.error().message();
        return tree ? *std::move(tree) : FileTree();
    }
};

constexpr size_t tree_cases = 200;

TEST_F(PatchOracle, git_and_patch_make_the_same_trees_of_our_diffs) {
    NEEDS_GIT();
    for (size_t i = 0; i < tree_cases; ++i) {
        const Change made = make_change(i);
        write_tree(fmt::format("git/{}", i), made.before);
        write_tree(fmt::format("gnu/{}", i), made.before);
        put_file(fmt::format("{}.patch", i), diff_trees(made.before, made.after));
    }
    const bool has_patch = !run("patch --version").empty();
    run(
        fmt::format("for i in $(seq 0 {}); do (cd git/$i && test ! -s ../../$i.patch || "
                    "git apply --whitespace=nowarn ../../$i.patch || touch failed); "
                    "(cd gnu/$i && patch -s -p1 --binary < ../../$i.patch || touch failed); done",
                    tree_cases - 1));
    size_t files = 0;
    size_t gnu = 0;
    for (size_t i = 0; i < tree_cases; ++i) {
        const Change made = make_change(i);
        EXPECT_TRUE(read_tree(fmt::format("git/{}", i)) == made.after)
            << "git apply, case " << i << '\n'
            << diff_trees(made.after, read_tree(fmt::format("git/{}", i)));
        // GNU patch leaves an empty file that became empty, as git does, and removes what is told to be removed.
        if (has_patch && gnu_can_read(made)) {
            ++gnu;
            EXPECT_TRUE(read_tree(fmt::format("gnu/{}", i)) == made.after)
                << "patch, case " << i << '\n'
                << diff_trees(made.after, read_tree(fmt::format("gnu/{}", i)));
        }
        if (made.before == made.after) continue;
        const auto patch = parse_patch(diff_trees(made.before, made.after), "p");
        ASSERT_TRUE(patch) << patch.error().message();
        FileTree tree = made.before;
        const StackOutcome outcome = apply_stack(tree, {*patch}, nullptr);
        EXPECT_EQ(outcome.patches[0].kind, Kind::applied) << i;
        EXPECT_TRUE(tree == made.after) << i;
        files += patch->files.size();
    }
    EXPECT_GT(files, 300u);
    EXPECT_GT(gnu, has_patch ? tree_cases / 2 : 0);
}

TEST_F(PatchOracle, what_git_diff_writes_makes_the_tree_that_git_had) {
    NEEDS_GIT();
    run("git init -q . && git config core.autocrlf false");
    constexpr size_t cases = 150;
    for (size_t i = 0; i < cases; ++i) {
        const Change made = make_change(10'000 + i);
        write_tree(fmt::format("c/{}/before", i), made.before);
        write_tree(fmt::format("c/{}/after", i), made.after);
    }
    // Renames and copies, and other amounts of context, are told as git finds them.
    run(
        fmt::format("for i in $(seq 0 {}); do one=$(GIT_WORK_TREE=c/$i/before git add -A . && git write-tree); "
                    "two=$(GIT_WORK_TREE=c/$i/after git add -A . && git write-tree); "
                    "git diff -M -C --find-copies-harder -U$((i % 4)) $one $two > $i.diff; done",
                    cases - 1));
    size_t compared = 0;
    for (size_t i = 0; i < cases; ++i) {
        const Change made = make_change(10'000 + i);
        const auto diff = read_file(path(fmt::format("{}.diff", i)), 1u << 20);
        ASSERT_TRUE(diff);
        if (diff->empty()) continue;
        const auto patch = parse_patch(*diff, "p");
        ASSERT_TRUE(patch) << patch.error().message() << '\n' << *diff;
        FileTree tree = made.before;
        const StackOutcome outcome = apply_stack(tree, {*patch}, nullptr);
        EXPECT_NE(outcome.patches[0].kind, Kind::conflict) << *diff;
        EXPECT_TRUE(tree == made.after) << i << '\n' << *diff << "--- instead\n" << diff_trees(made.after, tree);
        ++compared;
    }
    EXPECT_GT(compared, cases / 2);
}

// Patches on texts that went on meanwhile: what patch(1) can do, ward does to the same bytes; what patch(1) cannot do
// is a conflict, unless upstream has the lines already, which patch(1) does not ask without a terminal.
TEST_F(PatchOracle, goes_where_patch_goes_on_texts_that_moved) {
    if (run("patch --version").empty()) GTEST_SKIP() << "needs patch";
    constexpr size_t cases = 300;
    struct Case {
        std::string before, after, upstream, patch;
    };
    std::vector<Case> all;
    for (size_t i = 0; i < cases; ++i) {
        Dice dice(20'000 + i);
        const Texts lines = make_lines(dice, 10 + dice.below(40), Wording::unique);
        Case made{text_of(lines),
                  text_of(change(dice, lines, 1 + dice.below(2), Wording::unique)),
                  text_of(change(dice, lines, 1 + dice.below(3), Wording::unique)),
                  {}};
        if (made.before == made.after) made.after += "end\n";
        made.patch = diff_trees(tree_of({{"f", made.before}}), tree_of({{"f", made.after}}));
        put_file(fmt::format("{}/f", i), made.upstream);
        put_file(fmt::format("{}/p", i), made.patch);
        all.push_back(std::move(made));
    }
    run(
        fmt::format("for i in $(seq 0 {}); do (cd $i && patch -s -f -p1 -F2 --binary --no-backup-if-mismatch < p && "
                    "touch ok); done",
                    cases - 1));
    size_t applied = 0;
    size_t refused = 0;
    size_t moved = 0;
    for (size_t i = 0; i < cases; ++i) {
        const auto patch = parse_patch(all[i].patch, "p");
        ASSERT_TRUE(patch) << patch.error().message();
        FileTree tree = tree_of({{"f", all[i].upstream}});
        const PatchOutcome outcome = apply_stack(tree, {*patch}, nullptr).patches[0];
        const bool patch_succeeds = std::filesystem::exists(path(fmt::format("{}/ok", i)));
        if (outcome.kind == Kind::upstreamed || outcome.kind == Kind::partly_upstreamed) continue;
        EXPECT_EQ(outcome.kind != Kind::conflict, patch_succeeds) << i << '\n'
                                                                  << all[i].patch << "---\n"
                                                                  << all[i].upstream;
        if (outcome.kind == Kind::conflict) {
            ++refused;
            continue;
        }
        EXPECT_EQ(tree.at("f").bytes(), read_file(path(fmt::format("{}/f", i)), 1u << 20).value_or("missing")) << i;
        ++applied;
        if (outcome.refreshed.empty()) continue;
        ++moved;
        const auto again = parse_patch(outcome.refreshed, "again");
        ASSERT_TRUE(again) << again.error().message();
        FileTree fresh = tree_of({{"f", all[i].upstream}});
        const PatchOutcome plain = apply_stack(fresh, {*again}, nullptr).patches[0];
        EXPECT_TRUE(plain.remarks.empty()) << i;
        EXPECT_TRUE(fresh == tree) << i;
    }
    EXPECT_GT(applied, 50u);
    EXPECT_GT(refused, 20u);
    EXPECT_GT(moved, 30u);
}

}  // namespace
}  // namespace ward::update
