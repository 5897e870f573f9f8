#include "actions/release/approve/audit_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/log_checkpoint.h"
#include "actions/release/approve/testing.h"
#include "actions/release/approve/timeline.h"
#include "base/fd.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

using test::noon;
using test::People;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

LogEntry entry(const std::string& step, Instant time = noon) {
    LogEntry made{.time = time, .actor = "ada", .step = step};
    made.effect = sha256_hex(step).substr(0, 32);
    made.request = sha256_hex("request " + step);
    made.status = "201";
    made.note = "a \"note\" of " + step;
    return made;
}

// Six lines: the one that opens the log, and five.
std::string sample_log(const std::string& last = "disclose") {
    std::string text;
    std::string previous;
    int64_t number = 0;
    const auto add = [&](LogEntry one) {
        one.number = number++;
        const std::string line = line_of(one, previous);
        text += line;
        previous = read_line(line.substr(0, line.size() - 1))->check;
    };
    LogEntry opening{.time = noon, .actor = "ada", .step = "open"};
    opening.effect = "2026-06-16";
    opening.status = "ward-release-log/1";
    add(opening);
    for (const std::string& step :
         {std::string("start"), std::string("cve-request"), std::string("announce"), std::string("ship"), last})
        add(entry(step, noon + number * 60));
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
    lines.pop_back();
    return lines;
}
std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

std::vector<std::string> problems(const LogReport& report) {
    std::vector<std::string> out;
    for (const LogProblem& problem : report.problems)
        out.push_back(fmt::format("{} {}: {}", name_of(problem.kind), problem.line, problem.text));
    return out;
}
std::vector<std::string> problems(const std::vector<std::string>& lines) {
    return problems(verify_log(text_of(lines)));
}

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

TEST(LogText, grows_as_the_file_does) {
    std::string text;
    for (const std::string step : {"start", "ship"}) {
        const auto more = next_lines(text, "2026-06-16", entry(step));
        ASSERT_TRUE(more) << more.error().message();
        text += *more;
    }
    const LogReport report = verify_log(text);
    EXPECT_TRUE(report.problems.empty());
    EXPECT_EQ(report.entries.size(), 3u);
    EXPECT_EQ(report.entries[2].step, "ship");
    EXPECT_EQ(next_lines(text, "2026-07-01", entry("ship")).error().code, ErrorCode::conflict);
    EXPECT_EQ(next_lines(text + "x", "2026-06-16", entry("ship")).error().code, ErrorCode::damaged);
    EXPECT_EQ(next_lines(text + "x\n", "2026-06-16", entry("ship")).error().code, ErrorCode::damaged);
    EXPECT_EQ(next_lines(text, "2026-06-16", entry("")).error().code, ErrorCode::usage);
    EXPECT_EQ(next_lines("", "2026-06-16", entry("")).error().code, ErrorCode::usage);
}

class CheckpointTest : public testing::Test {
  protected:
    SignedCheckpoint by_bo(const Checkpoint& checkpoint) const {
        const std::string statement = to_json(checkpoint);
        return {"6.json", statement, test::sign(people.bo, statement, SigningPurpose::checkpoint)};
    }
    std::vector<std::string> against(const std::string& text, const SignedCheckpoint& checkpoint,
                                     const test::ListShape& shape = {}) const {
        LogReport report = verify_log(text);
        const std::vector<SignedCheckpoint> all = {checkpoint};
        check_against(report, all, test::stewards_of(people, shape));
        return problems(report);
    }

    People people;
    std::string log = sample_log();
    Checkpoint seen = checkpoint_of(verify_log(log), "bo", noon);
};

TEST_F(CheckpointTest, finds_what_the_log_itself_cannot) {
    EXPECT_TRUE(against(log, by_bo(seen)).empty());
    const auto lines = lines_of(log);
    EXPECT_THAT(against(text_of({lines[0], lines[1]}), by_bo(seen)),
                ElementsAre("truncated 0: bo saw entry 5 at 2026-09-21T14:13:20Z, and the log ends with entry 1"));
    EXPECT_THAT(against("", by_bo(seen)), ElementsAre(HasSubstr("the log ends with entry -1")));
    EXPECT_THAT(against(sample_log("cleanup"), by_bo(seen)),
                ElementsAre("rewritten 0: entry 5, or one before it, is not what bo saw at 2026-09-21T14:13:20Z"));
}

TEST_F(CheckpointTest, is_believed_by_its_signature) {
    SignedCheckpoint forged = by_bo(seen);
    forged.statement = replace_all(forged.statement, "\"n\": 5", "\"n\": 6");
    EXPECT_THAT(against(log, forged),
                ElementsAre(HasSubstr("checkpoint 0: 6.json: the SSH signature is not over this")));
    forged = by_bo(seen);
    forged.signature = test::sign(people.bo, forged.statement, SigningPurpose::approval);
    EXPECT_THAT(against(log, forged), ElementsAre(HasSubstr("signed for \"ward-release-approval\"")));
    forged.signature = test::sign(people.ada, forged.statement, SigningPurpose::checkpoint);
    EXPECT_THAT(against(log, forged), ElementsAre("checkpoint 0: 6.json: is signed by ada, and says bo"));
    EXPECT_THAT(against(log, by_bo(seen), {.bo_key = "until = 2026-01-01"}), ElementsAre(HasSubstr("expired at")));
    Checkpoint other = seen;
    other.release = "2026-06-17";
    EXPECT_THAT(against(log, by_bo(other)), ElementsAre("checkpoint 0: 6.json: is of another release"));
    EXPECT_THAT(against(log, {"6.json", "{}", ""}), ElementsAre(HasSubstr("the checkpoint: has no 'release'")));
    EXPECT_EQ(checkpoint_from_json(to_json(seen), "x").value(), seen);
    EXPECT_FALSE(checkpoint_from_json(to_json(seen) + " ", "x"));
}

class AuditLogTest : public testing::Test {
  protected:
    TemporaryFolder folder = TemporaryFolder::make("log-test").value();
    std::string path = folder.path() + "/log.jsonl";

    Result<AuditLog> open(Instant now = noon) const { return AuditLog::open(path, "2026-06-16", "ada", now); }
    std::string text() const { return read_file(path, max_log_bytes).value_or("(none)"); }
};

TEST_F(AuditLogTest, grows_and_is_whole) {
    {
        AuditLog log = open().value();
        ASSERT_TRUE(log.append(entry("start")));
        ASSERT_TRUE(log.append(entry("announce", noon + 5)));
        EXPECT_EQ(log.report().head(), verify_log(text()).head());
        const auto second = open();
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::conflict);
    }
    AuditLog log = open().value();
    EXPECT_FALSE(log.was_torn());
    ASSERT_TRUE(log.append(entry("ship", noon + 6)));
    const LogReport report = verify_log(text());
    EXPECT_TRUE(report.problems.empty());
    ASSERT_EQ(report.entries.size(), 4u);
    EXPECT_EQ(report.entries[3].step, "ship");
    EXPECT_EQ(report.entries[3].number, 3);
    EXPECT_EQ(report.entries, log.report().entries);
    struct stat info{};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(AuditLogTest, a_torn_line_is_cut_and_told) {
    ASSERT_TRUE(open().value().append(entry("start")));
    const std::string whole = text();
    ASSERT_TRUE(replace_file(path, whole + R"({"n":2,"ti)"));
    const AuditLog log = open(noon + 9).value();
    EXPECT_TRUE(log.was_torn());
    const LogReport report = verify_log(text());
    EXPECT_TRUE(report.problems.empty());
    EXPECT_EQ(report.entries.back().step, "repair");
    EXPECT_EQ(report.entries.back().note, "cut a torn line of 10 bytes with SHA-256 " + sha256_hex(R"({"n":2,"ti)"));
    EXPECT_TRUE(text().starts_with(whole));
}

TEST_F(AuditLogTest, is_cut_anywhere_and_opens) {
    {
        AuditLog log = open().value();
        for (const std::string step : {"start", "ship"}) ASSERT_TRUE(log.append(entry(step)));
    }
    const std::string whole = text();
    // Every byte around the ends of lines, and some between them.
    for (size_t size = 0; size <= whole.size(); ++size) {
        const size_t end = whole.find('\n', size < 3 ? 0 : size - 3);
        if (size % 61 != 0 && (end == std::string::npos || end > size + 2)) continue;
        ASSERT_TRUE(replace_file(path, whole.substr(0, size)));
        ASSERT_TRUE(open(noon)) << size;
        EXPECT_TRUE(verify_log(text()).problems.empty()) << size;
    }
}

TEST_F(AuditLogTest, nothing_is_added_to_a_damaged_one) {
    ASSERT_TRUE(open().value().append(entry("start")));
    const std::string changed = replace_all(text(), "201", "500") + "{\"n\":2";
    ASSERT_TRUE(replace_file(path, changed));
    const auto log = open();
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code, ErrorCode::damaged);
    EXPECT_EQ(log.error().message(), path + ":2: the log is not what was written: the line is not what was written");
    EXPECT_EQ(text(), changed);
    ASSERT_TRUE(replace_file(path, sample_log()));
    EXPECT_THAT(AuditLog::open(path, "2026-07-01", "ada", noon).error().what, HasSubstr("of another release"));
}

TEST_F(AuditLogTest, texts_have_limits) {
    AuditLog log = open().value();
    const auto refused = [&](auto change) {
        LogEntry one = entry("start");
        change(one);
        return !log.append(one);
    };
    EXPECT_TRUE(refused([](LogEntry& one) { one.note = std::string(max_log_note_bytes + 1, 'x'); }));
    EXPECT_TRUE(refused([](LogEntry& one) { one.actor = std::string(max_log_word_bytes + 1, 'x'); }));
    EXPECT_TRUE(refused([](LogEntry& one) { one.note = "two\nlines"; }));
    EXPECT_TRUE(refused([](LogEntry& one) { one.note = "not UTF-8: \xff"; }));
    EXPECT_TRUE(refused([](LogEntry& one) { one.status = "\xe2\x80\xae"; }));
    EXPECT_TRUE(refused([](LogEntry& one) { one.step.clear(); }));
    EXPECT_EQ(log.report().entries.size(), 1u);
    LogEntry longest = entry("start");
    longest.note = std::string(max_log_note_bytes, '<');
    EXPECT_TRUE(log.append(longest)) << "six bytes each as they are written";
    EXPECT_TRUE(verify_log(text()).problems.empty());
}

TEST(Timeline, shows_no_note_before_lift) {
    LogReport report = verify_log(sample_log("*embargoed*"));
    const std::string hidden = timeline_of(report, {});
    EXPECT_THAT(hidden, HasSubstr("notes of the log are withheld"));
    EXPECT_THAT(hidden, Not(HasSubstr("note\" of")));
    EXPECT_THAT(hidden, HasSubstr("| 2026-09-21T14:15:20Z | ada | cve-request | "));
    EXPECT_THAT(hidden, HasSubstr("| 201 | (withheld until lift) |"));
    EXPECT_THAT(hidden, HasSubstr("The log is whole."));
    const std::string shown = timeline_of(report, {.embargoed = false});
    EXPECT_THAT(shown, HasSubstr("of ship |"));
    EXPECT_THAT(shown, Not(HasSubstr("withheld")));
    EXPECT_THAT(shown, Not(HasSubstr("*embargoed*"))) << "Markdown of others is text";
    for (const std::string_view heading :
         {"## Summary", "## Timeline", "## What went well", "## What went wrong", "## What will change"})
        EXPECT_THAT(shown, HasSubstr(heading));
    report.problems.push_back({LogProblem::Kind::truncated, 0, "the log ends with entry 1"});
    EXPECT_THAT(timeline_of(report, {}), HasSubstr("- truncated: the log ends with entry 1"));
}

}  // namespace
}  // namespace ward::release
