#include "actions/update/patch/line_diff.h"

#include <chrono>

#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"

namespace ward::update {
namespace {

using namespace test;

// The new text, put together from the old one and the changes.
std::string rebuilt(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after,
                    const std::vector<LineChange>& changes) {
    std::string out;
    size_t at = 0;
    for (const LineChange& change : changes) {
        while (at < change.old_begin) out += before[at++];
        at = change.old_end;
        for (size_t i = change.new_begin; i < change.new_end; ++i) out += after[i];
    }
    while (at < before.size()) out += before[at++];
    return out;
}

size_t cost(const std::vector<LineChange>& changes) {
    size_t lines = 0;
    for (const LineChange& change : changes)
        lines += change.old_end - change.old_begin + change.new_end - change.new_begin;
    return lines;
}

// Of the longest common subsequence, by the table that is in every textbook.
size_t least_cost(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
    std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1, 0));
    for (size_t i = 1; i <= a.size(); ++i)
        for (size_t j = 1; j <= b.size(); ++j)
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
    return a.size() + b.size() - 2 * table[a.size()][b.size()];
}

TEST(LineDiff, is_right_and_as_short_as_can_be) {
    for (uint64_t seed = 0; seed < 600; ++seed) {
        Dice dice(seed);
        const Wording wording = seed % 2 == 0 ? Wording::unique : Wording::repetitive;
        const Texts old_lines = make_lines(dice, dice.below(60), wording);
        const std::string old_text = text_of(old_lines);
        const std::string new_text = text_of(change(dice, old_lines, dice.below(12), wording));
        const auto before = lines_of(old_text);
        const auto after = lines_of(new_text);
        const auto changes = diff_lines(before, after);
        EXPECT_EQ(rebuilt(before, after, changes), new_text) << seed;
        EXPECT_EQ(cost(changes), least_cost(before, after)) << seed;
        for (size_t i = 1; i < changes.size(); ++i) {
            EXPECT_LT(changes[i - 1].old_end, changes[i].old_begin) << seed;
            EXPECT_LT(changes[i - 1].new_end, changes[i].new_begin) << seed;
        }
    }
}

TEST(LineDiff, puts_a_change_among_equal_lines_at_the_last_place) {
    const auto before = lines_of("a\na\nb\n");
    const auto after = lines_of("a\na\na\nb\n");
    EXPECT_EQ(diff_lines(before, after), (std::vector<LineChange>{{2, 2, 2, 3}}));
}

TEST(LineDiff, ends_soon_whatever_the_texts_are) {
    using namespace std::chrono;
    constexpr size_t lines = 300'000;
    Dice dice(1);
    std::string equal;
    std::string pairs;
    std::string random_a;
    std::string random_b;
    std::string numbers;
    std::string backwards;
    for (size_t i = 0; i < lines; ++i) {
        equal += "x\n";
        pairs += i % 2 == 0 ? "x\n" : "y\n";
        random_a += dice.one_in(2) ? "x\n" : "y\n";
        random_b += dice.one_in(2) ? "x\n" : "y\n";
        numbers += std::to_string(i) + '\n';
        backwards += std::to_string(lines - i) + '\n';
    }
    const std::pair<std::string_view, std::string_view> hard[] = {
        {equal, pairs}, {random_a, random_b}, {numbers, backwards}, {pairs, random_a}, {"", equal}};
    for (const auto& [a, b] : hard) {
        const auto before = lines_of(a);
        const auto after = lines_of(b);
        const auto start = steady_clock::now();
        const auto changes = diff_lines(before, after);
        // A quadratic way would take minutes.
        EXPECT_LT(duration_cast<seconds>(steady_clock::now() - start).count(), 30);
        EXPECT_EQ(rebuilt(before, after, changes), b);
    }
}

TEST(Lines, keep_their_ends) {
    EXPECT_TRUE(lines_of("").empty());
    EXPECT_EQ(lines_of("a\n\nb"), (std::vector<std::string_view>{"a\n", "\n", "b"}));
    EXPECT_EQ(lines_of("\r\n"), (std::vector<std::string_view>{"\r\n"}));
}

}  // namespace
}  // namespace ward::update
