// The database and report that nodejs/security-wg publishes, gone through again: 50 repositories, 790 records. The
// files are found through WARD_TEST_DATA.
#include <chrono>
#include <cstdlib>
#include <map>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"
#include "judges/scorecard/monitor/database.h"
#include "judges/scorecard/monitor/drop_in_report.h"
#include "judges/scorecard/monitor/scope.h"

namespace ward::scorecard::monitor {
namespace {

class Replay : public testing::Test {
  protected:
    void SetUp() override {
        const char* data = std::getenv("WARD_TEST_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
        if (data == nullptr) GTEST_SKIP() << "needs WARD_TEST_DATA/scorecard/nodejs-{database,scope}.json, -report.md";
        const auto read = [&](const char* name) {
            return read_file(fmt::format("{}/scorecard/nodejs-{}", data, name), 1 << 24).value_or("");
        };
        database_ = read("database.json");
        scope_ = read("scope.json");
        report_ = read("report.md");
        if (database_.empty() || report_.empty()) GTEST_SKIP() << "WARD_TEST_DATA has no scorecard folder";
    }

    std::string database_;
    std::string scope_;
    std::string report_;
};

// What the API must have answered for a row of the report, read back from the row itself: the database does not say
// when a score that did not change was last confirmed.
struct Printed {
    Row row;
    bool is_changed = false;
};

std::vector<Printed> rows_in(std::string_view report) {
    std::vector<Printed> out;
    for (const std::string_view line : split(report, '\n')) {
        if (!line.starts_with("| [")) continue;
        std::vector<std::string_view> cells;
        for (const std::string_view cell : split(line, '|')) cells.push_back(trim(cell));
        const std::string_view path = cells.at(1).substr(1, cells[1].find(']') - 1);
        const std::string_view commit = cells[2].substr(cells[2].rfind('/') + 1);
        Printed printed{.row = {.repository = *parse_repository("github.com/" + std::string(path)),
                                .score = to_number<double>(cells[3]),
                                .date = std::string(cells[4]),
                                .commit = std::string(commit.substr(0, commit.size() - 1))},
                        .is_changed = !cells[5].starts_with("0 ")};
        out.push_back(std::move(printed));
    }
    return out;
}

TEST_F(Replay, the_database_is_written_as_it_was_read) {
    const auto database = Database::parse(database_, "database.json");
    ASSERT_TRUE(database) << database.error().message();
    EXPECT_EQ(database->text(), database_);
    EXPECT_EQ(database->repositories().size(), 50U);
    size_t records = 0;
    size_t with_time = 0;
    for (const Repository& repository : database->repositories())
        for (const Record& record : database->records(repository)) {
            ++records;
            with_time += record.date.size() > 10 ? 1 : 0;
        }
    EXPECT_EQ(records, 790U);
    EXPECT_EQ(with_time, 148U);
}

TEST_F(Replay, the_scope_is_written_as_it_was_read) {
    const auto scope = parse_scope(scope_, "scope.json");
    ASSERT_TRUE(scope) << scope.error().message();
    EXPECT_EQ(scope->included.size(), 38U);
    EXPECT_EQ(scope->excluded.size(), 12U);
    EXPECT_EQ(scope_json(*scope), trim(scope_));
}

// Run after run, from nothing: run k gives each repository its k-th score.
TEST_F(Replay, every_record_again_gives_the_same_database) {
    const auto real = Database::parse(database_, "database.json");
    ASSERT_TRUE(real);
    std::map<Repository, std::vector<Record>> records;
    size_t runs = 0;
    for (const Repository& repository : real->repositories())
        runs = std::max(runs, (records[repository] = real->records(repository)).size());

    const auto start = std::chrono::steady_clock::now();
    Database database;
    size_t recorded = 0;
    for (size_t run = 0; run < runs; ++run) {
        std::vector<Row> rows;
        for (const Repository& repository : real->repositories())
            if (const auto& own = records[repository]; run < own.size())
                rows.push_back({.repository = repository,
                                .score = own[run].score,
                                .date = own[run].date,
                                .commit = own[run].commit});
        recorded += record_scores(database, rows).size();
    }
    const std::string text = database.text();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(recorded, 790U);
    EXPECT_EQ(text, database_);
    RecordProperty("milliseconds", fmt::format("{:.1f}", took.count()));
    fmt::print("790 records in {:.1f} ms\n", took.count());
}

// The last run again: the database before it, and what the API said.
TEST_F(Replay, the_report_comes_out_byte_for_byte) {
    const auto real = Database::parse(database_, "database.json");
    ASSERT_TRUE(real);
    const auto printed = rows_in(report_);
    ASSERT_EQ(printed.size(), 38U);
    std::map<Repository, bool> changed;
    for (const Printed& row : printed) changed[row.row.repository] = row.is_changed;
    Database before;
    for (const Repository& repository : real->repositories()) {
        auto records = real->records(repository);
        if (changed[repository]) records.pop_back();
        for (const Record& record : records) before.record(repository, record);
    }

    std::vector<Row> rows;
    for (const Printed& row : printed) rows.push_back(row.row);
    const auto scores = record_scores(before, rows);
    EXPECT_EQ(before.text(), database_);
    const auto report =
        replace_segment(report_, drop_in_report(scores, {.heading = Heading::no}), default_start_tag, default_end_tag);
    ASSERT_TRUE(report);
    EXPECT_EQ(*report, report_);
    EXPECT_EQ(replace_segment("", drop_in_report(scores, {.heading = Heading::no}), default_start_tag, default_end_tag),
              report_);
}

}  // namespace
}  // namespace ward::scorecard::monitor
