#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"
#include "actions/update/patch/patch_stack.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

using namespace test;

std::string merged(std::string_view base, std::string_view ours, std::string_view theirs) {
    return merge_lines(base, ours, theirs, "ours", "base", "theirs").text;
}

TEST(Merge, takes_what_one_side_changed) {
    const Merge merge = merge_lines(words("a b c d e"), words("A b c d e"), words("a b c d E"), "o", "b", "t");
    EXPECT_EQ(merge.text, words("A b c d E"));
    EXPECT_EQ(merge.conflicts, 0u);
}

TEST(Merge, takes_once_what_both_changed_alike) {
    EXPECT_EQ(merged(words("a b c"), words("a X c"), words("a X c")), words("a X c"));
    EXPECT_EQ(merged(words("a b c"), words("a c"), words("a c")), words("a c"));
}

TEST(Merge, shows_all_three_where_it_conflicts) {
    const Merge merge = merge_lines(words("a b c"), words("a X c"), words("a Y c"), "ours", "base", "theirs");
    EXPECT_EQ(merge.conflicts, 1u);
    EXPECT_EQ(merge.text, "a\n<<<<<<< ours\nX\n||||||| base\nb\n=======\nY\n>>>>>>> theirs\nc\n");
}

TEST(Merge, gives_marks_lines_of_their_own) {
    EXPECT_EQ(merged("a\nb", "a\nX", "a\nY"), "a\n<<<<<<< ours\nX\n||||||| base\nb\n=======\nY\n>>>>>>> theirs\n");
    EXPECT_EQ(merged("a\r\nb\r\n", "a\r\nX\r\n", "a\r\nY\r\n"),
              "a\r\n<<<<<<< ours\r\nX\r\n||||||| base\r\nb\r\n=======\r\nY\r\n>>>>>>> theirs\r\n");
}

TEST(Merge, has_the_laws_of_a_merge) {
    for (uint64_t seed = 0; seed < 300; ++seed) {
        Dice dice(seed);
        const Wording wording = seed % 2 == 0 ? Wording::unique : Wording::repetitive;
        const Texts lines = make_lines(dice, dice.below(40), wording);
        const std::string base = text_of(lines);
        const std::string other = text_of(change(dice, lines, dice.below(6), wording));
        EXPECT_EQ(merged(base, base, other), other) << seed;
        EXPECT_EQ(merged(base, other, base), other) << seed;
        EXPECT_EQ(merged(base, other, other), other) << seed;
        const std::string third = text_of(change(dice, lines, dice.below(6), wording));
        const Merge one = merge_lines(base, other, third, "x", "x", "x");
        const Merge two = merge_lines(base, third, other, "x", "x", "x");
        EXPECT_EQ(one.conflicts, two.conflicts) << seed;
        if (one.conflicts == 0) {
            EXPECT_EQ(one.text, two.text) << seed;
        }
    }
}

class MergeOracle : public testing::Test, protected gitobjects::GitFixture {
  protected:
    // Many cases in one run of the shell: starting git is what takes the time.
    struct Case {
        std::string base, ours, theirs;
    };
    void put_file(const std::string& file, std::string_view bytes) {
        const std::filesystem::path whole = path(file);
        std::filesystem::create_directories(whole.parent_path());
        std::ofstream(whole, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    std::vector<std::string> git_merges(const std::vector<Case>& cases) {
        for (size_t i = 0; i < cases.size(); ++i) {
            put_file(fmt::format("{}/ours", i), cases[i].ours);
            put_file(fmt::format("{}/base", i), cases[i].base);
            put_file(fmt::format("{}/theirs", i), cases[i].theirs);
        }
        run(
            fmt::format("for i in $(seq 0 {}); do git merge-file -p --diff3 -L ours -L base -L theirs $i/ours $i/base "
                        "$i/theirs > $i/out; done",
                        cases.size() - 1));
        std::vector<std::string> out;
        for (size_t i = 0; i < cases.size(); ++i)
            out.push_back(read_file(path(fmt::format("{}/out", i)), 1u << 20).value_or("missing"));
        return out;
    }
    static std::vector<Case> make_cases(size_t count, uint64_t first_seed, Wording wording) {
        std::vector<Case> cases;
        for (size_t i = 0; i < count; ++i) {
            Dice dice(first_seed + i);
            Texts lines = make_lines(dice, 5 + dice.below(40), wording);
            Texts ours = change(dice, lines, dice.below(5), wording);
            Texts theirs = change(dice, lines, dice.below(5), wording);
            // Changes that both made.
            if (dice.one_in(3)) ours.insert(ours.begin(), "both\n"), theirs.insert(theirs.begin(), "both\n");
            Case made{text_of(lines), text_of(ours), text_of(theirs)};
            for (std::string* text : {&made.base, &made.ours, &made.theirs})
                if (dice.one_in(6) && text->ends_with('\n')) text->pop_back();
            if (dice.one_in(8))
                for (std::string* text : {&made.base, &made.ours, &made.theirs})
                    *text = replace_all(*text, "\n", "\r\n");
            cases.push_back(std::move(made));
        }
        return cases;
    }
};

TEST_F(MergeOracle, is_gits_own_byte_for_byte_where_lines_are_told_apart) {
    NEEDS_GIT();
    const auto cases = make_cases(400, 1'000, Wording::unique);
    const auto expected = git_merges(cases);
    size_t conflicts = 0;
    for (size_t i = 0; i < cases.size(); ++i) {
        const auto& [base, ours, theirs] = cases[i];
        const Merge merge = merge_lines(base, ours, theirs, "ours", "base", "theirs");
        EXPECT_EQ(merge.text, expected[i]) << "case " << i;
        conflicts += merge.conflicts;
    }
    EXPECT_GT(conflicts, 100u) << "the cases are too easy";
}

// Among equal lines there is more than one right answer; git leaves out some of them by rules of thumb.
TEST_F(MergeOracle, is_gits_own_nearly_always_where_lines_repeat) {
    NEEDS_GIT();
    const auto cases = make_cases(300, 5'000, Wording::repetitive);
    const auto expected = git_merges(cases);
    size_t same = 0;
    for (size_t i = 0; i < cases.size(); ++i)
        same += merged(cases[i].base, cases[i].ours, cases[i].theirs) == expected[i] ? 1 : 0;
    EXPECT_GE(same, cases.size() * 85 / 100);
    RecordProperty("same", static_cast<int>(same));
}

}  // namespace
}  // namespace ward::update
