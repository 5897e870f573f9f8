#include "actions/release/approve/audit_log.h"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/log_testing.h"
#include "base/fd.h"
#include "base/temporary_folder.h"

namespace ward::release {
namespace {

using test::entry;
using test::noon;
using test::problems;
using test::sample_log;
using testing::HasSubstr;

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

}  // namespace
}  // namespace ward::release
