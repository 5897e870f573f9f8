#include "judges/scorecard/monitor/history.h"

#include <unistd.h>

#include <filesystem>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"

namespace ward::scorecard::monitor {
namespace {

const Repository one{"github.com", "a", "one"};
const Instant start = *parse_instant("2030-01-01");

Row row_of(double score, std::string date, std::vector<CheckScore> checks = {}) {
    return {.repository = one,
            .score = score,
            .date = std::move(date),
            .commit = "abcdef0",
            .tool_version = "v5.5.0",
            .checks = std::move(checks)};
}

CheckScore check_of(int score, std::vector<std::string> details) {
    return {.name = "SAST", .score = score, .reason = "why", .details = std::move(details)};
}

TEST(history, reads_back_what_it_wrote) {
    History history;
    Row first = row_of(5, "2030-01-01", {check_of(4, {"Warn: a \"b\": x.yml:1", "Info: not kept"})});
    first.advisories = "sha256:1";
    Row second = row_of(5.5, "2030-01-08", {check_of(4, {"Warn: a \"b\": x.yml:1"}), {.name = "X", .score = -1}});
    second.is_archived = true;
    EXPECT_EQ(history.append(start, {first}), 1U);
    EXPECT_EQ(history.append(start + 7 * seconds_per_day, {second}), 1U);
    EXPECT_EQ(history.append(start + 8 * seconds_per_day, {failed_row(one, "unreachable")}), 1U);

    const auto again = History::parse(history.text(), "h");
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ(again->text(), history.text());
    const auto mine = history.of(one);
    const auto theirs = again->of(one);
    ASSERT_EQ(theirs.size(), 3U);
    for (size_t i = 0; i < 3; ++i) EXPECT_EQ(*theirs[i], *mine[i]);
    EXPECT_EQ(theirs[0]->row.checks[0].details, std::vector<std::string>{"Warn: a \"b\": x.yml:1"});
    EXPECT_EQ(theirs[1]->row.checks[0].details, theirs[0]->row.checks[0].details);
    EXPECT_EQ(again->last_scored(one)->row.score, 5.5);
    // What is as it was is not written again.
    EXPECT_EQ(history.text().find("x.yml"), history.text().rfind("x.yml"));
}

TEST(history, what_says_nothing_new_adds_nothing) {
    History history;
    EXPECT_EQ(history.append(start, {row_of(5, "2030-01-01")}), 1U);
    EXPECT_EQ(history.append(start + 1, {row_of(5, "2030-01-01")}), 0U);
    EXPECT_EQ(history.append(start + 2, {row_of(5, "2030-01-02")}), 1U);
    auto again = *History::parse(history.text(), "h");
    EXPECT_EQ(again.append(start + 3, {row_of(5, "2030-01-02")}), 0U);
    EXPECT_EQ(again.text(), history.text());
}

TEST(history, follows_a_renamed_repository) {
    History history;
    history.append(start, {row_of(5, "2030-01-01", {check_of(1, {"Warn: x"})})});
    Row renamed = row_of(6, "2030-01-02", {check_of(1, {"Warn: x"})});
    renamed.repository.name = "other";
    renamed.renamed_from = one;
    history.append(start + 1, {renamed});
    const auto again = History::parse(history.text(), "h");
    ASSERT_TRUE(again);
    for (const History* it : {static_cast<const History*>(&history), &*again}) {
        EXPECT_EQ(it->of(renamed.repository).size(), 2U);
        EXPECT_TRUE(it->of(one).empty());
        EXPECT_EQ(it->of(renamed.repository)[1]->row.checks[0].details, std::vector<std::string>{"Warn: x"});
        EXPECT_EQ(it->repositories(), std::vector<Repository>{renamed.repository});
    }
}

TEST(history, a_line_that_was_cut_off_is_dropped_and_told) {
    History history;
    history.append(start, {row_of(5, "2030-01-01")});
    history.append(start + 1, {row_of(6, "2030-01-02")});
    const std::string whole = history.text();
    const size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    for (size_t cut = last + 1; cut < whole.size(); ++cut) {
        auto damaged = History::parse(whole.substr(0, cut), "h");
        ASSERT_TRUE(damaged) << cut;
        EXPECT_EQ(damaged->of(one).size(), 1U);
        EXPECT_EQ(damaged->problems(), std::vector<std::string>{"h: the last line was cut off and is dropped"});
        damaged->append(start + 1, {row_of(6, "2030-01-02")});
        EXPECT_EQ(damaged->text(), whole);
    }
    EXPECT_EQ(History::parse(whole.substr(0, last), "h")->problems().size(), 0U);
}

TEST(history, anything_else_that_is_damaged_is_refused) {
    const auto error_of = [](std::string text) {
        const auto history = History::parse(std::move(text), "h");
        return history ? "no error" : history.error().message();
    };
    const std::string head = "{\"schema\":\"ward-scorecard-history/1\"}\n";
    EXPECT_EQ(error_of(""), "no error");
    EXPECT_EQ(error_of(head), "no error");
    EXPECT_EQ(error_of("{\"schema\":\"other\"}\n"), "h:1: is not of the form ward-scorecard-history/1");
    EXPECT_EQ(error_of("{\"schema\":\"ward"), "h: is not of the form ward-scorecard-history/1");
    EXPECT_TRUE(error_of(head + "{\n").starts_with("h:2: "));
    EXPECT_EQ(error_of(head + "{\"run\":\"x\"}\n"), "h:2: \"run\" is not RFC 3339");
    EXPECT_EQ(error_of(head + "{\"run\":\"2030-01-01\",\"repository\":\"../x\"}\n"),
              "h:2: \"../x\" is not of the form HOST/OWNER/REPOSITORY");
    EXPECT_EQ(error_of(head + "{\"run\":\"2030-01-01\",\"repository\":\"github.com/a/b\",\"score\":99,"
                              "\"date\":\"2030-01-01\"}\n"),
              "h:2: \"score\" is not a score");
}

TEST(history, another_run_that_wrote_meanwhile_is_a_conflict) {
    const std::string folder = fmt::format("{}/ward-history-{}", testing::TempDir(), ::getpid());
    ASSERT_TRUE(make_folders(folder));
    const std::string path = folder + "/history.ndjson";
    auto mine = *History::load(path);
    auto theirs = *History::load(path);
    mine.append(start, {row_of(5, "2030-01-01")});
    theirs.append(start, {row_of(5, "2030-01-01")});
    ASSERT_TRUE(mine.save(path));
    const auto saved = theirs.save(path);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().code, ErrorCode::conflict);
    mine.append(start + 1, {row_of(6, "2030-01-02")});
    ASSERT_TRUE(mine.save(path));
    EXPECT_EQ(History::load(path)->of(one).size(), 2U);
    std::filesystem::remove_all(folder);
}

// What was there stays byte for byte: lines are only added.
TEST(history, only_grows) {
    History history;
    std::string before;
    for (int run = 0; run < 50; ++run) {
        history.append(start + run, {row_of(run % 11, fmt::format("2030-01-{:02}", run % 28 + 1),
                                            {check_of(run % 3, {fmt::format("Warn: {}", run % 2)})})});
        ASSERT_TRUE(history.text().starts_with(before));
        before = history.text();
    }
    EXPECT_EQ(History::parse(before, "h")->of(one).size(), 50U);
}

}  // namespace
}  // namespace ward::scorecard::monitor
