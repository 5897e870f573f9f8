// Whole runs: a scope, what was remembered, rows from a callback, and what is remembered then.
#include "judges/scorecard/monitor/monitor.h"

#include <unistd.h>

#include <filesystem>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"

namespace ward::scorecard::monitor {
namespace {

const Instant start = *parse_instant("2030-01-01");

Scope scope_of(size_t count) {
    Scope scope;
    for (size_t i = 0; i < count; ++i)
        scope.included.push_back({.repository = {"github.com", "a", fmt::format("r{}", i)}});
    return scope;
}

// The rows of week `week`: some fail, some move, one is archived from the second week on.
std::vector<Row> rows_of(const Scope& scope, int week) {
    const auto fetch = [week](const ScopeEntry& entry) {
        const int number = entry.repository.name.back() - '0';
        if ((number + week) % 7 == 0) return failed_row(entry.repository, "unreachable");
        Row row{.repository = entry.repository,
                .score = 5 + ((number * week) % 10) / 10.0,
                .date = format_date(start + seconds_per_day * 7 * week),
                .commit = fmt::format("{:07x}", number + week),
                .checks = {{"SAST", (number + week) % 11, "r", {fmt::format("Warn: {}", week % 2)}}}};
        row.is_archived = number == 3 && week > 1;
        return row;
    };
    return collect(scope, fetch, Pace::parallel);
}

class Monitor : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fmt::format("{}/ward-monitor-run-{}", testing::TempDir(), ::getpid());
        ASSERT_TRUE(make_folders(folder_));
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    MemoryPaths paths(std::string_view name) const {
        return {.database = fmt::format("{}/{}.json", folder_, name),
                .history = fmt::format("{}/{}.ndjson", folder_, name)};
    }
    static Outcome run(const Scope& scope, int week, Memory& memory, const WatchOptions& options = {}) {
        return conclude(scope, {.at = start + seconds_per_day * 7 * week, .rows = rows_of(scope, week)}, memory,
                        options);
    }

    std::string folder_;
};

TEST_F(Monitor, the_second_run_knows_the_first) {
    const Scope scope = scope_of(10);
    Memory memory = *load_memory(paths("x"));
    const Outcome first = run(scope, 1, memory);
    EXPECT_TRUE(first.database_changed);
    EXPECT_EQ(first.watch.summary.fresh, 9U);
    EXPECT_EQ(first.history_lines, 10U);
    ASSERT_TRUE(save_memory(memory, paths("x")));

    Memory again = *load_memory(paths("x"));
    const Outcome second = run(scope, 2, again, {.archived = Archived::drop});
    EXPECT_EQ(second.watch.archived.size(), 1U);
    EXPECT_EQ(second.watch.summary.repositories, 9U);
    EXPECT_GT(second.watch.summary.changed, 0U);
    EXPECT_EQ(second.scores.size(), second.watch.summary.scored);
    // What the drop-in files say, and what ward's own do, is the same.
    for (const ScoreRow& score : second.scores)
        for (const Watched& watched : second.watch.rows)
            if (watched.row.repository == score.repository && watched.change) {
                EXPECT_EQ(watched.change->delta, score.delta) << score.repository.name;
            }
}

TEST_F(Monitor, nothing_new_changes_nothing) {
    const Scope scope = scope_of(10);
    Memory memory;
    run(scope, 1, memory);
    const std::string database = memory.database.text();
    const std::string history = memory.history.text();
    const Outcome again = run(scope, 1, memory);
    EXPECT_FALSE(again.database_changed);
    EXPECT_EQ(again.history_lines, 0U);
    EXPECT_EQ(again.watch.summary.changed, 0U);
    EXPECT_EQ(memory.database.text(), database);
    EXPECT_EQ(memory.history.text(), history);
}

// Stopped between any two steps, and made again: the files end as if nothing had happened.
TEST_F(Monitor, an_interrupted_run_is_made_again) {
    const Scope scope = scope_of(10);
    const auto plain = paths("plain");
    for (int week = 1; week <= 4; ++week) {
        Memory memory = *load_memory(plain);
        run(scope, week, memory);
        ASSERT_TRUE(save_memory(memory, plain));
    }
    for (const int stop : {0, 1}) {
        const auto broken = paths(fmt::format("broken{}", stop));
        for (int week = 1; week <= 4; ++week) {
            Memory memory = *load_memory(broken);
            run(scope, week, memory);
            if (stop == 1) {
                ASSERT_TRUE(memory.database.save(broken.database));
            }
            Memory again = *load_memory(broken);
            run(scope, week, again);
            ASSERT_TRUE(save_memory(again, broken));
        }
        EXPECT_EQ(*read_file(broken.database, 1 << 24), *read_file(plain.database, 1 << 24));
        EXPECT_EQ(*read_file(broken.history, 1 << 24), *read_file(plain.history, 1 << 24));
    }
}

TEST_F(Monitor, hundreds_of_repositories_and_every_report_of_them) {
    for (const size_t count : {50U, 100U, 101U, 1000U}) {
        const Scope scope = scope_of(count);
        Memory memory;
        for (int week = 1; week <= 3; ++week) run(scope, week, memory);
        const Outcome last = run(scope, 4, memory);
        EXPECT_EQ(last.watch.rows.size(), count);
        EXPECT_EQ(last.watch.summary.scored + last.watch.summary.failed, count);
        EXPECT_FALSE(watch_html(last.watch).empty());
        EXPECT_FALSE(drop_in_report(last.scores, {}).empty());
        const auto history = History::parse(memory.history.text(), "h");
        ASSERT_TRUE(history) << history.error().message();
        EXPECT_EQ(history->repositories().size(), count);
    }
}

TEST_F(Monitor, without_paths_nothing_is_read_or_written) {
    Memory memory = *load_memory({});
    run(scope_of(3), 1, memory);
    EXPECT_TRUE(save_memory(memory, {}));
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(Monitor, a_database_that_is_broken_is_told_and_kept) {
    const auto own = paths("x");
    ASSERT_TRUE(replace_file(own.database, "{\"github.com\": "));
    EXPECT_FALSE(load_memory(own));
    EXPECT_EQ(read_file(own.database, 100), "{\"github.com\": ");
}

}  // namespace
}  // namespace ward::scorecard::monitor
