#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/approve/log_testing.h"

namespace ward::release {
namespace {

using test::entry;
using test::lines_of;
using test::noon;
using test::problems;
using test::sample_log;
using test::text_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(LogVerify, a_log_as_it_was_written) {
    const LogReport report = verify_log(sample_log());
    EXPECT_TRUE(report.problems.empty());
    EXPECT_EQ(report.entries.size(), 6u);
    EXPECT_EQ(report.release, "2026-06-16");
    EXPECT_EQ(report.entries[3].step, "announce");
    EXPECT_EQ(report.good_bytes, sample_log().size());
    EXPECT_TRUE(verify_log("").problems.empty());
    EXPECT_EQ(verify_log("").head(), "");
}

TEST(LogVerify, says_what_became_of_it) {
    const std::vector<std::string> good = lines_of(sample_log());
    auto lines = good;
    lines[2] = replace_all(lines[2], "201", "500");
    EXPECT_THAT(problems(lines), ElementsAre("changed 3: the line of entry 2 is not what was written"));
    lines = good;
    lines[5] = replace_all(lines[5], "201", "500");
    EXPECT_THAT(problems(lines), ElementsAre("changed 6: the line is not what was written"));
    lines = good;
    lines.erase(lines.begin() + 2);
    EXPECT_THAT(problems(lines), ElementsAre("removed 3: entry 2 is missing"));
    lines.erase(lines.begin());
    lines.erase(lines.begin());
    EXPECT_THAT(problems(lines), ElementsAre("removed 1: entries 0 to 2 are missing, or some of them"));
    lines = good;
    std::swap(lines[2], lines[3]);
    EXPECT_THAT(problems(lines), ElementsAre("reordered 3: entry 3 stands before entry 2"));
    lines = good;
    lines.insert(lines.begin() + 4, good[1]);
    EXPECT_THAT(problems(lines), ElementsAre("inserted 5: entry 1 is there twice"));
    lines = good;
    lines.insert(lines.begin() + 4, R"({"n":4})");
    EXPECT_THAT(problems(lines), ElementsAre("inserted 5: the line is no entry of this log"));
    // Written anew, with a checksum of its own: the next one does not continue it.
    lines = good;
    auto forged = *read_line(lines[2]);
    forged.entry.status = "500";
    lines[2] = line_of(forged.entry, forged.previous);
    lines[2].pop_back();
    EXPECT_THAT(problems(lines), ElementsAre("changed 4: entry 3 does not continue the one before it"));
    // Another log's line in its place.
    lines = good;
    lines[5] = lines_of(sample_log("cleanup"))[5];
    EXPECT_TRUE(problems(lines).empty()) << "nothing but a checkpoint can tell the last one";
    lines[0] = line_of(entry("start"), "");
    lines[0].pop_back();
    EXPECT_THAT(problems(std::vector{lines[0]}), ElementsAre("changed 1: entry 0 does not open a log"));
}

TEST(LogVerify, torn_and_backwards) {
    const std::string good = sample_log();
    const LogReport torn = verify_log(good.substr(0, good.size() - 10));
    EXPECT_TRUE(torn.is_torn());
    EXPECT_EQ(torn.damage(), nullptr);
    EXPECT_EQ(torn.entries.size(), 5u);
    EXPECT_THAT(problems(torn), ElementsAre("torn 6: the last line has no end: its writing was interrupted"));
    LogEntry late = entry("cleanup", noon);
    late.number = 6;
    const LogReport back = verify_log(good + line_of(late, verify_log(good).head()));
    EXPECT_EQ(back.damage(), nullptr);
    EXPECT_THAT(problems(back),
                ElementsAre("clock-back 7: entry 6 is of 2026-09-21T14:13:20Z, and the one before it of "
                            "2026-09-21T14:18:20Z"));
}

TEST(LogVerify, every_change_of_a_byte_is_noticed) {
    const auto lines = lines_of(sample_log());
    const std::string good = text_of({lines[0], lines[1], lines[2]});
    std::mt19937 random(5);
    for (size_t at = 0; at < good.size(); ++at) {
        for (const int flip : {1 << random() % 8, static_cast<int>(1 + random() % 255)}) {
            std::string changed = good;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            EXPECT_FALSE(verify_log(changed).problems.empty()) << at << " " << flip;
        }
        if (at % 5 != 0) continue;
        std::string shorter = good;
        shorter.erase(at, 1);
        EXPECT_FALSE(verify_log(shorter).problems.empty()) << at;
        std::string longer = good;
        longer.insert(at, 1, ' ');
        EXPECT_FALSE(verify_log(longer).problems.empty()) << at;
    }
}

TEST(LogVerify, lines_in_any_order_are_noticed) {
    std::mt19937 random(6);
    const std::vector<std::string> good = lines_of(sample_log());
    for (int round = 0; round < 300; ++round) {
        auto lines = good;
        switch (random() % 3) {
            case 0: std::shuffle(lines.begin(), lines.end(), random); break;
            case 1: lines.erase(lines.begin() + static_cast<long>(random() % (lines.size() - 1))); break;
            default:
                lines.insert(lines.begin() + static_cast<long>(random() % lines.size()),
                             lines[random() % lines.size()]);
        }
        EXPECT_EQ(problems(lines).empty(), lines == good);
    }
}

TEST(LogVerify, hostile_lines) {
    const auto alone = [](std::string_view line) { return read_line(line).has_value(); };
    EXPECT_FALSE(alone(""));
    EXPECT_FALSE(alone("{}"));
    EXPECT_FALSE(alone(R"(,"check":")"));
    EXPECT_FALSE(alone(std::string(100'000, '[')));
    LogEntry huge = entry("x");
    huge.number = max_log_number + 1;
    const std::string line = line_of(huge, "");
    EXPECT_FALSE(alone(std::string_view(line).substr(0, line.size() - 1)));
    huge.number = max_log_number;
    const std::string largest = line_of(huge, "");
    EXPECT_THAT(problems(verify_log(largest)),
                ElementsAre("removed 1: entries 0 to 999999 are missing, or some of them"));
}

TEST(LogMerge, the_longer_one_or_where_they_part) {
    const std::string all = sample_log();
    const auto lines = lines_of(all);
    const std::string some = text_of({lines[0], lines[1], lines[2]});
    EXPECT_EQ(merged_logs(all, some).value(), all);
    EXPECT_EQ(merged_logs(some, all).value(), all);
    EXPECT_EQ(merged_logs(all, all).value(), all);
    EXPECT_EQ(merged_logs("", all).value(), all);
    const auto fork = merged_logs(all, sample_log("cleanup"));
    ASSERT_FALSE(fork);
    EXPECT_EQ(fork.error().code, ErrorCode::conflict);
    EXPECT_THAT(fork.error().what,
                HasSubstr("the logs part at entry 5: ours has \"2026-09-21T14:18:20Z ada disclose\", "
                          "theirs \"2026-09-21T14:18:20Z ada cleanup\"; 0 and 0 entries follow"));
    EXPECT_THAT(fork.error().what, Not(HasSubstr("note")));
    EXPECT_THAT(merged_logs(all, text_of({lines[0], lines[2]})).error().what,
                HasSubstr("their log is not what was written: entry 1"));
    EXPECT_THAT(merged_logs(all.substr(0, all.size() - 1), all).error().what, HasSubstr("our log ends in a torn line"));
}

}  // namespace
}  // namespace ward::release
